// Counters refresh each minute while somebody looks. The header tells the server that no person is at work here.
const EVERY = 60000;

export function startRefresh() {
  const places = document.querySelectorAll("[data-refresh]");
  if (!places.length || !window.htmx) return;
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.matches("[data-refresh]")) event.detail.headers["X-Background"] = "1";
  });
  window.setInterval(() => {
    const busy = document.querySelector("dialog[open]") || document.activeElement.closest("[data-refresh]");
    if (document.visibilityState !== "visible" || busy) return;
    places.forEach((place) => window.htmx.trigger(place, "refresh"));
  }, EVERY);
}
