// Ctrl/⌘K: one box for cases, places, grids and pages. The server answers with what this person may see.
const WAIT = 300;

export function openPalette() {
  const dialog = document.getElementById("palette");
  if (!dialog || dialog.open) return;
  dialog.showModal();
  const input = dialog.querySelector("input");
  input.select();
  if (!dialog.querySelector("#palette-results").childElementCount) look(input);
}

function look(input) {
  const url = `/search/?q=${encodeURIComponent(input.value.trim())}`;
  window.htmx.ajax("GET", url, { target: "#palette-results", swap: "innerHTML", source: input });
}

function move(dialog, step) {
  const links = Array.from(dialog.querySelectorAll("#palette-results a"));
  if (!links.length) return;
  const now = links.indexOf(document.activeElement);
  const next = links[now + step];
  if (next) next.focus();
  else if (now + step < 0) dialog.querySelector("input").focus();
}

export function startPalette() {
  const dialog = document.getElementById("palette");
  if (!dialog || !window.htmx) return;
  const input = dialog.querySelector("input");
  let timer = 0;
  const later = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => look(input), WAIT);
  };
  // The newest question replaces the one still on its way.
  input.setAttribute("hx-sync", "this:replace");
  input.addEventListener("input", (event) => {
    if (!event.isComposing) later();
  });
  input.addEventListener("compositionend", later);
  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      // A search box would take the first Escape to empty itself.
      event.preventDefault();
      dialog.close();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(dialog, event.key === "ArrowDown" ? 1 : -1);
    }
    const first = dialog.querySelector("#palette-results a");
    if (event.key === "Enter" && document.activeElement === input && first && input.dataset.answered === input.value) {
      event.preventDefault();
      first.click();
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "palette-results") input.dataset.answered = input.value;
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  for (const button of document.querySelectorAll("[data-open-palette]")) {
    button.hidden = false;
    if (/Mac|iPhone|iPad/.test(navigator.platform)) button.textContent = "⌘ K";
    button.addEventListener("click", openPalette);
  }
}
