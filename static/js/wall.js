// The wall: one pair of charts after the other every twenty seconds, fresh numbers every minute, and a word when they are old.
const TURN = 20000;
const FRESH = 60000;
const STALE = 5 * 60000;
const button = document.querySelector("[data-pause]");
let at = 0;
let paused = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function pages() {
  return [...document.querySelectorAll(".wall-page")];
}

function show() {
  const all = pages();
  all.forEach((page, place) => { page.hidden = place !== at % all.length; });
  document.dispatchEvent(new CustomEvent("wall:shown"));
}

function press() {
  paused = !paused;
  button.setAttribute("aria-pressed", String(paused));
  button.textContent = paused ? "继续轮播" : "暂停轮播";
}

async function refresh() {
  try {
    const answer = await fetch(window.location.href, { headers: { "X-Background": "1" }, redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#wall");
    if (!fresh) throw new Error("no wall");
    document.querySelector("#wall").replaceWith(fresh);
    show();
  } catch {
    // The old numbers stay with the time they are of; `old` says so when it has been long.
  }
}

function old() {
  const since = Date.parse(document.querySelector("#wall").dataset.at);
  document.querySelector("[data-stale]").hidden = Date.now() - since < STALE;
}

if (pages().length) {
  button.hidden = false;
  button.addEventListener("click", press);
  if (paused) button.textContent = "继续轮播";
  show();
  setInterval(() => { if (!paused) { at += 1; show(); } }, TURN);
}
setInterval(refresh, FRESH);
setInterval(old, TURN);
