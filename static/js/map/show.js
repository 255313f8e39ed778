// The map of the grids: a tap opens the grid's page, the list beside it lights the polygon up.
import { drawGrids, features, openMap, showAll } from "./common.js";

function start() {
  const found = features();
  const map = found.length ? openMap() : null;
  if (!map) return;
  document.querySelectorAll("[data-map-plain]").forEach((one) => (one.hidden = true));
  const layers = drawGrids(map, found, "map-grid");
  showAll(map, Array.from(layers.values()));
  for (const one of found) layers.get(one.id).on("click", () => window.location.assign(one.url));
  const light = (event, on) => {
    const row = event.target.closest && event.target.closest("[data-map-row]");
    const layer = row && layers.get(Number(row.dataset.mapRow));
    if (!layer) return;
    layer.eachLayer((part) => part.getElement() && part.getElement().classList.toggle("is-lit", on));
  };
  for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => light(event, on));
  }
}

start();
