// The phone's own part of a page: whose queue it is, what waits, which pages to keep, and the way out.
import { startQueueForms } from "./forms.js";
import { startPlaces } from "./places.js";
import { drawOutbox } from "./page.js";
import { sendAll, tell, whoIsIn } from "./send.js";
import { startSnap } from "./snap.js";
import { startWhere } from "./where.js";
import * as store from "./store.js";

const KEPT = "kept";
const FRESH = 30 * 60 * 1000;
const LONG = 24 * store.HOUR;
const EVERY = 60000;
const QUICK = 5000;
const line = { offline: false, out: false };
let owner = "";
let timer = 0;

function isAble() {
  return window.isSecureContext && window.indexedDB && window.crypto && crypto.subtle && window.URLSearchParams && window.DataTransfer;
}

// --- pages for the time without signal ---------------------------------------------------------------------------

async function keepPages(told) {
  if (!window.caches || !("serviceWorker" in navigator)) return;
  const mark = `${told.owner} ${told.version}`;
  const last = await store.note("kept");
  if (last && last.mark === mark && Date.now() - last.at < FRESH) return;
  if (last && !last.mark.startsWith(told.owner)) await caches.delete(KEPT);
  const cache = await caches.open(KEPT);
  for (const path of told.pages) {
    const answer = await fetch(path, { headers: { "X-Kept": "1", "X-Background": "1" }, redirect: "manual", cache: "no-store" });
    // Whole, and really the page without names: half an answer of a breaking line would be shown ever after.
    const body = await answer.clone().text();
    if (answer.status === 200 && (body.includes("data-kept") ? body.includes("</html>") : body.endsWith("]}"))) await cache.put(path, answer);
  }
  await store.note("kept", { mark, at: Date.now() });
}

async function forgetPages() {
  if (window.caches) await caches.delete(KEPT);
  await store.note("kept", { mark: "", at: 0 });
}

// --- sending -----------------------------------------------------------------------------------------------------

async function sync() {
  window.clearTimeout(timer);
  const now = await sendAll(owner);
  line.offline = Boolean(now.offline);
  line.out = Boolean(now.out);
  if (now.owner && now.owner !== owner) return changeHands();
  tell();
  const left = await store.counts(owner);
  if (left.unsent > left.trouble && document.visibilityState === "visible") timer = window.setTimeout(safeSync, now.offline ? QUICK : EVERY);
  if (now.owner === owner) await keepPages(now).catch(() => {});
}

function safeSync() {
  sync().catch(() => {});
}

// Somebody else is signed in than the one this page was kept for: nothing of the former stays open here.
async function changeHands() {
  await forgetPages();
  await store.lockAllBut("");
  window.location.reload();
}

// --- the banner --------------------------------------------------------------------------------------------------

function bannerWords(left) {
  const parts = [];
  const waiting = left.unsent - left.trouble;
  if (line.offline || !navigator.onLine) parts.push("无网络");
  if (waiting) parts.push(`${waiting}条待上传`);
  if (left.trouble) parts.push(`${left.trouble}条需处理`);
  if (left.drafts) parts.push(`${left.drafts}份草稿`);
  if (line.out && waiting) parts.push("登录后自动上传");
  return parts.join("·");
}

async function drawBanners() {
  const left = await store.counts(owner);
  const words = bannerWords(left);
  const old = left.unsent && Date.now() - left.oldest > LONG;
  for (const box of document.querySelectorAll("[data-outbox]")) {
    box.hidden = !words;
    box.classList.toggle("notice-error", Boolean(old));
    box.classList.toggle("notice-warning", !old && Boolean(left.unsent || line.offline));
    box.querySelector("[data-outbox-words]").textContent = old ? `${words}，有的超过1天没传上去` : words;
  }
  for (const place of document.querySelectorAll("[data-outbox-count]")) {
    place.hidden = !left.unsent;
    place.textContent = left.unsent;
  }
}

// --- the way out -------------------------------------------------------------------------------------------------

async function leave(form, button) {
  await forgetPages();
  await store.lockAllBut("");
  form.dataset.sure = "yes";
  form.requestSubmit(button);
}

function guardTheWayOut() {
  const dialog = document.getElementById("unsent");
  document.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      if (form.getAttribute("action") !== "/logout/" || form.dataset.sure) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const left = await store.counts(owner).catch(() => ({ unsent: 0, drafts: 0 }));
      if (!left.unsent && !left.drafts) return leave(form, event.submitter);
      dialog.querySelectorAll("[data-unsent-count]").forEach((one) => (one.textContent = left.unsent + left.drafts));
      const steps = dialog.querySelectorAll("[data-unsent-step]");
      steps.forEach((step, index) => (step.hidden = index > 0));
      dialog.querySelector("[data-unsent-go]").onclick = () => steps.forEach((step, index) => (step.hidden = index === 0));
      dialog.querySelector("[data-unsent-sure]").onclick = () => leave(form, event.submitter);
      dialog.showModal();
    },
    true,
  );
}

// ----------------------------------------------------------------------------------------------------------------

async function start() {
  const meta = document.querySelector('meta[name="phone-owner"]');
  if (!meta || !isAble()) return;
  owner = meta.content;
  window.localStorage.setItem("xg-phone", "1");
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});
  const isKept = meta.hasAttribute("data-kept");
  line.offline = isKept; // a kept page came because the network did not
  startPlaces(line);
  guardTheWayOut();
  window.addEventListener("outbox", () => {
    drawBanners().catch(() => {});
    drawOutbox(owner, line, safeSync).catch(() => {});
  });
  // Straight from the server: this person is signed in, so any other person's things on this phone are shut.
  if (!isKept) await store.lockAllBut(owner);
  if (!(await store.isOpen(owner))) {
    const now = await whoIsIn(owner);
    if (now.owner && now.owner !== owner) return changeHands();
    line.offline = Boolean(now.offline);
    line.out = Boolean(now.out);
  }
  startQueueForms(owner, isKept);
  startSnap(owner);
  startWhere(owner);
  tell();
  window.addEventListener("online", safeSync);
  window.addEventListener("offline", () => {
    line.offline = true;
    tell();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && safeSync());
  window.addEventListener("pageshow", (event) => event.persisted && safeSync());
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
  await sync();
}

start().catch(() => {});
