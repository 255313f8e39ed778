// 「用我的位置」: one reading, on request, compared on the phone with the lines of the grids around. It suggests a grid and a
// building and holds nobody up. The position is told to nobody: not to the office, not to the drafts.
import { around, offer } from "./places.js";
import * as store from "./store.js";

const PATIENCE = 5000;
const ROUGH = 100;
const SHOWN = 40;

// How often a ray to the east crosses the ring: odd is inside.
function crosses([x, y], ring) {
  let inside = false;
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at, at += 1) {
    const [ax, ay] = ring[at];
    const [bx, by] = ring[before];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

export function holds(shape, point) {
  const parts = shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;
  return parts.some(([outer, ...holes]) => crosses(point, outer) && !holes.some((hole) => crosses(point, hole)));
}

function position() {
  return new Promise((done, stop) => {
    const rules = { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 0 };
    navigator.geolocation.getCurrentPosition((told) => done(told.coords), stop, rules);
    // A question that is left unanswered is no answer either.
    window.setTimeout(() => stop(new Error("late")), PATIENCE + 500);
  });
}

async function lastPlace(owner) {
  return store.note(`place:${owner}`).catch(() => null);
}

export async function rememberPlace(owner, form) {
  const place = form.querySelector("input[name=place]:checked");
  if (place) await store.note(`place:${owner}`, Number(place.value)).catch(() => {});
}

// Ticked: the grid's only building, or the one that was used last.
async function suggest(owner, told, coords) {
  const hit = told.grids.find((grid) => holds(grid[3], [coords.longitude, coords.latitude]));
  const far = coords.accuracy > ROUGH ? `位置只准到约${Math.round(coords.accuracy)}米，请核对。` : "";
  if (!hit) return `${far}不在本社区画好的网格里，不影响上报。请选楼栋`;
  const names = new Map(told.places);
  const list = hit[2].filter((id) => names.has(id)).map((id) => [id, names.get(id)]).slice(0, SHOWN);
  const last = await lastPlace(owner);
  const ticked = list.length === 1 ? list[0][0] : (list.find(([id]) => id === last) || [0])[0];
  if (list.length) offer(list, ticked);
  return `${far}你在${hit[1]}。${ticked ? "楼栋已选好，不对就换" : "请选楼栋"}`;
}

// Without a reading: the building that was used last, when nothing has been chosen yet.
async function fallBack(owner, told) {
  const last = await lastPlace(owner);
  const known = told && told.places.find(([id]) => id === last);
  if (!known || document.querySelector("input[name=place]:checked")) return "没拿到位置，不影响上报。请选楼栋";
  const there = document.querySelector(`#place-options input[name=place][value="${last}"]`);
  if (there) there.checked = true;
  else offer([known], last);
  return `没拿到位置，不影响上报。先选了上次的${known[1]}，不对就换`;
}

async function ask(owner, button, said) {
  button.disabled = true;
  said.textContent = "正在看在哪个网格……";
  const told = await around().catch(() => null);
  let words = "";
  try {
    words = told ? await suggest(owner, told, await position()) : await fallBack(owner, null);
  } catch {
    words = await fallBack(owner, told);
  }
  said.textContent = words;
  button.disabled = false;
}

export function startWhere(owner) {
  const box = document.querySelector("[data-where]");
  if (!box || !navigator.geolocation) return;
  box.hidden = false;
  const button = box.querySelector("[data-where-ask]");
  button.addEventListener("click", () => ask(owner, button, box.querySelector("[data-where-said]")));
}
