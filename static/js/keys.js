// Shortcuts (ux.md 2.3). Single keys are ignored in fields, while a Chinese word is being composed, and when switched off.
import { openPalette } from "./palette.js";

const singleKeys = () => document.documentElement.dataset.keys === "on";
let afterG = 0;

function busy(event) {
  const place = event.target;
  return (
    event.isComposing ||
    event.keyCode === 229 ||
    place.isContentEditable ||
    /^(INPUT|SELECT|TEXTAREA)$/.test(place.tagName) ||
    Boolean(document.querySelector("dialog[open]"))
  );
}

function rows() {
  return Array.from(document.querySelectorAll("[data-rows] [data-row], table[data-rows] tbody tr"));
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.classList.contains("is-current"));
  const next = all[Math.min(all.length - 1, Math.max(0, now + by))];
  if (now >= 0) all[now].classList.remove("is-current");
  next.classList.add("is-current");
  const link = next.querySelector("a");
  if (link) link.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function inRow(selector) {
  const row = document.querySelector(".is-current") || document;
  const target = row.querySelector(selector);
  if (target) target.click();
  return Boolean(target);
}

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  x: () => inRow("input[type=checkbox]"),
  e: () => inRow("[data-key=e]"),
  a: () => inRow("[data-key=a]"),
  "?": () => document.getElementById("keys").showModal(),
  "/": () => {
    const box = document.getElementById("top-q");
    if (box && box.offsetParent) box.focus();
    else openPalette();
  },
};

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !singleKeys() || busy(event)) return;
    if (event.key === "h" && Date.now() - afterG < 1200) {
      window.location.assign("/");
      return;
    }
    afterG = event.key === "g" ? Date.now() : 0;
    if (event.key === "Enter") {
      const current = document.querySelector(".is-current a");
      if (current && document.activeElement === document.body) current.click();
      return;
    }
    const action = ACTIONS[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
