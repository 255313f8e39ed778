// The part of a section where the person is stands within a strip of tabs that is wider than the screen.
export function startTabs() {
  for (const current of document.querySelectorAll(".tabs [aria-current]")) {
    const strip = current.closest(".tabs");
    if (strip.scrollWidth > strip.clientWidth) strip.scrollLeft = current.offsetLeft - strip.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
  }
}
// A <details> menu closes when the person goes elsewhere; Escape gives the focus back to its button.
export function startMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  for (const button of document.querySelectorAll("[data-open-keys]")) {
    button.hidden = false;
    button.addEventListener("click", () => document.getElementById("keys").showModal());
  }
}
