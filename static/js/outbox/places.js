// Looking up a building without signal: those of the own communities lie on the phone, by name and number of the house.
const PLACES = "/m/places/";
const SHOWN = 12;
let known = null;

// What this phone keeps of its communities: buildings by name, and the lines of their grids.
export async function kept() {
  if (!known) {
    const answer = window.caches && (await caches.match(PLACES, { cacheName: "kept", ignoreVary: true }));
    known = answer ? await answer.json() : null;
  }
  return known;
}

// The same, from the office when the phone has not kept it yet.
export async function around() {
  if (await kept()) return known;
  const answer = await fetch(PLACES, { headers: { "X-Background": "1" } });
  return answer.ok ? answer.json() : null;
}

// The list of buildings on the form, anew; the one to tick is the form's choice until the person takes another.
export function offer(list, ticked) {
  const holder = document.getElementById("place-options");
  if (!holder) return null;
  const box = document.createElement("div");
  box.className = "radios";
  box.id = "id_place";
  list.forEach((place, index) => line(box, place, index, place[0] === ticked));
  holder.replaceChildren(box);
  return box;
}

function line(holder, place, index, checked) {
  const row = document.createElement("label");
  row.className = "check";
  const input = document.createElement("input");
  Object.assign(input, { type: "radio", name: "place", value: String(place[0]), id: `id_place_${index}`, className: "form-check-input", checked: Boolean(checked) });
  const words = document.createElement("span");
  words.textContent = place[1];
  row.append(input, words);
  holder.append(row);
}

async function look(input) {
  const all = ((await kept()) || {}).places;
  const asked = input.value.trim().split(/\s+/).filter(Boolean);
  if (!all || !asked.length) return;
  const box = offer(all.filter(([, name]) => asked.every((word) => name.includes(word))).slice(0, SHOWN), 0);
  if (box && !box.children.length) box.textContent = `手机里没有找到「${input.value.trim()}」。换个写法，或写在「门牌或具体位置」里`;
}

// Typed letters go to the phone's own list as soon as the page knows that there is no network, and also when the
// server's search comes back without an answer: a page just opened does not know yet.
export function startPlaces(network) {
  document.addEventListener(
    "input",
    (event) => {
      if (event.target.id !== "place_q" || !(network.offline || !navigator.onLine)) return;
      event.stopImmediatePropagation();
      look(event.target).catch(() => {});
    },
    true,
  );
  for (const failed of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failed, (event) => {
      if (event.target.id === "place_q") look(event.target).catch(() => {});
    });
  }
}
