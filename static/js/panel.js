// On a desktop an action's form opens beside the matter; on a phone the same link is a page of its own.
const WIDE = window.matchMedia("(min-width: 992px)");

export function startPanel() {
  const panel = document.getElementById("panel");
  if (!panel || !window.htmx) return;
  const body = panel.querySelector("#panel-body");
  let opener = null;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !WIDE.matches) return;
    if (document.documentElement.dataset.font) return; // 大字版: nothing floats over the page
    event.preventDefault();
    opener = link;
    window.htmx.ajax("GET", link.href, { target: "#panel-body", swap: "innerHTML", source: panel }).then(() => {
      if (!panel.open && body.childElementCount) panel.showModal();
    });
  });
  panel.addEventListener("close", () => {
    body.replaceChildren();
    if (opener) opener.focus();
  });
  panel.querySelector("[data-close]").addEventListener("click", () => panel.close());
}
