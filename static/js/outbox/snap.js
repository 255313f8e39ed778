// 拍照上报 in one tap: the camera opens on the workbench and the picture waits in the form (ux.md W2, G-01, G-03).
// Only for a thumb: with a mouse, a keyboard or without this script the link opens the form, as links do.
import { shrink } from "../photo.js";
import * as store from "./store.js";

const byThumb = () => window.matchMedia("(pointer: coarse)").matches;

// Told the camera, not the album; the field itself keeps both ways for later.
function openCamera(input) {
  input.setAttribute("capture", "environment");
  input.click();
  input.removeAttribute("capture");
}

async function keep(owner, link, files) {
  const page = link.getAttribute("href");
  const told = { kind: link.dataset.snapKind, about: "还没选地点", action: page, page, fields: [], labels: {}, words: "", code: "" };
  const photos = [];
  for (const file of files) {
    const blob = await shrink(file).catch(() => file);
    photos.push({ id: store.newId(), field: link.dataset.snap, name: blob.name, blob });
  }
  return store.save(owner, { id: store.newId(), rev: 0 }, told, photos, "draft");
}

function snap(owner, link) {
  const input = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
  input.addEventListener("change", async () => {
    // Not kept (no room, key away): the form opens all the same, and says what is wrong when it is sent.
    const kept = await keep(owner, link, input.files).catch(() => null);
    window.location.assign(link.getAttribute("href") + (kept ? `#item=${kept.id}` : ""));
  });
  input.addEventListener("cancel", () => window.location.assign(link.getAttribute("href")));
  openCamera(input);
}

export function startSnap(owner) {
  for (const link of document.querySelectorAll("a[data-snap]")) {
    const without = document.querySelector("[data-snap-without]");
    if (without) without.hidden = !byThumb();
    link.addEventListener("click", (event) => {
      if (!byThumb() || !event.detail) return;
      event.preventDefault();
      snap(owner, link);
    });
  }
  // 我已处理: the picture of how it looks now is taken at once.
  for (const part of document.querySelectorAll("[data-when][data-when-snap]")) {
    const input = part.querySelector("input[type=file]");
    part.closest("form").addEventListener("change", (event) => {
      const picked = event.isTrusted && byThumb() && `${event.target.name}=${event.target.value}` === part.dataset.when;
      if (picked && !input.files.length && navigator.userActivation?.isActive) openCamera(input);
    });
  }
}
