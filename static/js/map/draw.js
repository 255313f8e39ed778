// Drawing one grid: the map and the box of points say the same; what is sent is the box.
import { drawGrids, features, openMap, showAll } from "./common.js";

const DIGITS = 6;
const MIDDLE = [39.772, 98.289];
const RULES = { allowSelfIntersection: false, snappable: true, snapDistance: 15 };

function round(value) {
  return Array.isArray(value) ? value.map(round) : Number(value.toFixed(DIGITS));
}

// As the server writes it: a line for each corner, GeoJSON for what has holes or several parts.
function words(geometry) {
  const rings = round(geometry.coordinates);
  if (geometry.type === "Polygon" && rings.length === 1) return rings[0].slice(0, -1).map((point) => point.join(",")).join("\n");
  return JSON.stringify({ type: geometry.type, coordinates: rings });
}

function geometry(text) {
  const said = text.trim();
  if (!said) return null;
  try {
    if (said.startsWith("{")) {
      const told = JSON.parse(said);
      return told.geometry || told;
    }
  } catch {
    return null; // not finished yet; the server says what is wrong
  }
  const ring = said.split("\n").filter(Boolean).map((line) => line.replace(/，/g, ",").split(",").map(Number));
  if (ring.length < 3 || ring.some((point) => point.length !== 2 || !point.every(Number.isFinite))) return null;
  return { type: "Polygon", coordinates: [[...ring, ring[0]]] };
}

function start() {
  const box = document.getElementById("id_text");
  const frame = document.querySelector("[data-map-draw]");
  if (!box || !frame || !window.L || !window.L.PM) return;
  frame.hidden = false;
  const map = openMap();
  // Handles of a shape need a view to stand in.
  map.setView(MIDDLE, 13);
  map.pm.setLang("zh");
  // Handles are dragged; from the keyboard they do nothing and would only be in the way: there one types the points.
  map.on("layeradd", ({ layer }) => {
    const handle = layer instanceof window.L.Marker && layer.getElement();
    if (handle) ["tabindex", "role"].forEach((name) => handle.removeAttribute(name));
  });
  map.pm.setGlobalOptions(RULES);
  const around = drawGrids(map, features(), "map-other");
  for (const layer of around.values()) layer.eachLayer((part) => (part.options.pmIgnore = true));
  let mine = null;

  const write = () => {
    const shapes = mine ? mine.getLayers().map((one) => one.toGeoJSON().geometry) : [];
    if (!shapes.length) return;
    const whole = shapes.length === 1 ? shapes[0] : { type: "MultiPolygon", coordinates: shapes.flatMap((one) => (one.type === "Polygon" ? [one.coordinates] : one.coordinates)) };
    box.value = words(whole);
    // What is drawn stands on the map's own degrees.
    const wgs = document.querySelector("input[name=crs][value=wgs84]");
    if (wgs) wgs.checked = true;
  };
  const take = (layer) => {
    if (mine) mine.remove();
    mine = window.L.featureGroup([layer]).addTo(map);
    layer.pm.enable(RULES);
    layer.on("pm:edit pm:markerdragend pm:vertexremoved", write);
  };
  const read = () => {
    let shape = null;
    try {
      const told = geometry(box.value);
      if (told) window.L.geoJSON(told, { style: { className: "map-mine", weight: 3 } }).eachLayer((one) => (shape = one));
    } catch {
      shape = null; // as above
    }
    if (shape) take(shape);
    return Boolean(shape);
  };
  const begin = () => {
    if (mine) mine.remove();
    mine = null;
    map.pm.enableDraw("Polygon", { ...RULES, pathOptions: { className: "map-mine", weight: 3 } });
  };
  map.on("pm:create", (event) => {
    map.pm.disableDraw();
    take(event.layer);
    write();
  });
  document.querySelector("[data-map-again]").addEventListener("click", begin);
  box.addEventListener("change", read);

  const known = read();
  const all = [...around.values(), ...(mine ? [mine] : [])];
  if (mine) showAll(map, [mine]);
  else showAll(map, all);
  if (!known) begin();
}

start();
