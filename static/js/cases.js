// Pages of cases: numbers cover themselves again, the preview of what a resident reads, parts that a choice opens.
function remask(box) {
  if (box.dataset.started) return;
  box.dataset.started = "yes";
  let left = Number(box.dataset.remask) || 60;
  const shown = box.querySelector("[data-remask-left]");
  const tick = window.setInterval(() => {
    left -= 1;
    if (shown) shown.textContent = String(Math.max(left, 0));
    if (left > 0 && box.isConnected) return;
    window.clearInterval(tick);
    const done = box.querySelector("[data-remask-done]");
    for (const part of Array.from(box.children)) if (part !== done && part.tagName !== "H2") part.remove();
    if (done) done.hidden = false;
  }, 1000);
}

function preview(form) {
  const place = form.querySelector("[data-preview]");
  const text = form.querySelector("textarea");
  const tick = form.querySelector("input[type=checkbox]");
  if (!place || !text || !tick) return;
  const words = text.value.trim();
  place.hidden = !(tick.checked && words);
  place.querySelector("[data-preview-text]").textContent = words;
}

// The answer given to a question: a ticked radio or box, or a select.
function answered(form, name) {
  const ticked = form.querySelector(`[name="${name}"]:checked`) || form.querySelector(`select[name="${name}"]`);
  return ticked ? ticked.value : "";
}

// A part that only some answers need (`way=settled`, `danger=gas,fire|item=7`): shown without script, hidden with it
// until one of those answers is given.
function openParts(form) {
  for (const part of form.querySelectorAll("[data-when]")) {
    part.hidden = !part.dataset.when.split("|").some((condition) => {
      const [name, values] = condition.split("=");
      return values.split(",").includes(answered(form, name));
    });
  }
}

// On a phone the filters fold away until somebody wants them; what is applied stays in sight as chips.
function foldSheet(sheet) {
  if (window.matchMedia("(max-width: 767px)").matches) sheet.open = false;
}

// The bar of bulk acts stays at its place until something is ticked, then it follows.
function followTicks(form) {
  const bar = form.querySelector(".bulk-bar");
  if (bar) bar.classList.toggle("is-idle", !form.querySelector("input[name=pick]:checked, input[name=all]:checked"));
}

function start(root) {
  root.querySelectorAll("[data-sheet]").forEach(foldSheet);
  root.querySelectorAll("form[data-bulk]").forEach(followTicks);
  root.querySelectorAll("[data-remask]").forEach(remask);
  root.querySelectorAll("form[data-note]").forEach(preview);
  root.querySelectorAll("form").forEach(openParts);
}

start(document);
document.addEventListener("htmx:afterSettle", (event) => {
  start(event.detail.elt.parentElement || document);
  // The filter has changed under the menu of saved views: save the one that is on screen.
  const query = document.querySelector(".views-save input[name=query]");
  if (query && document.getElementById("cases")) query.value = window.location.search.replace(/^\?/, "");
});
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-note]");
  if (form) preview(form);
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("form");
  if (form) openParts(form);
  if (form && form.matches("[data-bulk]")) followTicks(form);
  if (form && form.matches("[data-note]")) preview(form);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-close-panel]");
  const panel = link && link.closest("dialog[open]");
  if (!panel) return;
  event.preventDefault();
  panel.close();
});
