// What the two pages with a map share: the ground, the tiles if the office has set some, the outlines of the grids.
const LABELS_UP_TO = 40;

export function features() {
  const place = document.getElementById("map-features");
  return place ? JSON.parse(place.textContent) : [];
}

// The library's own scale speaks English.
function inMetres() {
  return window.L.Control.Scale.extend({
    _updateScale(bar, text, ratio) {
      window.L.Control.Scale.prototype._updateScale.call(this, bar, text.replace(" km", "公里").replace(" m", "米"), ratio);
    },
  });
}

// A map on the page's own place. Without tiles the polygons stand on plain ground.
export function openMap() {
  const place = document.getElementById("map");
  if (!place || !window.L) return null;
  place.hidden = false;
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", "地图");
  const map = window.L.map(place, { zoomControl: false, attributionControl: false, zoomSnap: 0.25, fadeAnimation: false, zoomAnimation: false, markerZoomAnimation: false });
  window.L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  new (inMetres())({ imperial: false }).addTo(map);
  const { tiles, hosts, attribution } = place.dataset;
  if (tiles) {
    window.L.control.attribution({ prefix: false }).addTo(map);
    window.L.tileLayer(tiles, { subdomains: (hosts || "").split(","), maxZoom: 18, attribution: document.createTextNode(attribution || "").textContent.replace(/[<>&]/g, "") }).addTo(map);
  }
  return map;
}

export function drawGrids(map, found, className) {
  const named = found.length <= LABELS_UP_TO;
  const layers = new Map();
  for (const one of found) {
    const layer = window.L.geoJSON(one.geometry, { style: { className, weight: 2 } });
    const words = document.createElement("span");
    words.textContent = one.name;
    layer.bindTooltip(words, named ? { permanent: true, direction: "center", className: "map-label" } : { sticky: true });
    layer.addTo(map);
    layers.set(one.id, layer);
  }
  return layers;
}

export function showAll(map, layers) {
  const group = window.L.featureGroup(layers);
  if (layers.length) map.fitBounds(group.getBounds(), { padding: [16, 16], animate: false });
}
