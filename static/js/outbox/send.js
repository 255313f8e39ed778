// Sending what waits: the words of a thing first, then its pictures one by one. A line that breaks anywhere costs at most
// the picture under way; what was sent twice is kept once (the key of the item, the id of the picture).
import * as store from "./store.js";

const PATIENCE = 30000;
// Not this thing's fault: it waits and is sent again by itself.
const LATER = ["replay_busy", "unavailable", "server_error"];
const WORDS = {
  404: "没有找到这一条，或者它已经不在你负责的范围内。可以复制文字，告诉现在负责的人",
  413: "内容太大，没有传上去。请去掉几张照片再传",
};

function token() {
  const cookie = document.cookie.split("; ").find((one) => /^(__Host-)?csrftoken=/.test(one));
  return cookie ? cookie.slice(cookie.indexOf("=") + 1) : "";
}

async function ask(url, options = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(url, { credentials: "same-origin", redirect: "manual", cache: "no-store", signal: stop.signal, ...options });
    // Read to the end: an answer that is cut off is no answer.
    const body = answer.type === "opaqueredirect" ? "" : await answer.text();
    return { status: answer.status, isPage: (answer.headers.get("Content-Type") || "").includes("html"), redirected: answer.type === "opaqueredirect", body };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function post(url, body, more) {
  const headers = { Accept: "application/json", "X-CSRFToken": token(), "X-Phone-Clock": new Date().toISOString(), ...more };
  return ask(url, { method: "POST", body, headers });
}

// Who is signed in, and our key for them: {offline}, {out} or {owner, pages, version}.
export async function whoIsIn(owner) {
  const salt = await store.saltOf(owner);
  const answer = await ask(`/m/key/?salt=${salt}`, { headers: { "X-Background": "1", Accept: "application/json" } });
  if (!answer || answer.status >= 500) return { offline: true };
  if (answer.status !== 200 || answer.isPage) return { out: true };
  const told = json(answer.body);
  if (!told) return { offline: true };
  if (told.owner === owner) await store.unlock(owner, told.half);
  return told;
}

function json(body) {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

// What the server says against it, as one sentence.
function sentence(answer) {
  if (WORDS[answer.status]) return WORDS[answer.status];
  const told = answer.isPage ? null : json(answer.body);
  if (told && told.message) return told.message;
  const page = new DOMParser().parseFromString(answer.body, "text/html");
  const summary = page.querySelector("[data-error-summary]") || page.querySelector(".notice-warning, .notice-error");
  const lines = summary ? Array.from(summary.querySelectorAll("li, p"), (one) => one.textContent.trim()) : [];
  const said = lines.filter((one) => one && !one.startsWith("有")).join("；") || lines.join("；");
  return said || "这件没传上去。点「修改」看看，或复制文字后删掉";
}

// What an answer means: done, later (the line or the server), out (sign in first), csrf, or refused.
function read(answer) {
  if (!answer) return { kind: "later" };
  const told = answer.isPage ? null : json(answer.body);
  if (answer.status === 200 && told && told.done) return { kind: "done", url: told.url };
  if (answer.status === 204) return { kind: "done", url: "" };
  if (answer.status === 401 || answer.redirected || answer.status === 200) return { kind: "out" };
  const code = (told && told.code) || "";
  if (code === "csrf") return { kind: "csrf" };
  if (answer.status >= 500 || answer.status === 429 || LATER.includes(code)) return { kind: "later" };
  return { kind: "refused", status: answer.status, code, words: sentence(answer), page: answer.isPage ? answer.body : "" };
}

// Signing in again brings a new token: fetch it and try once more.
async function carefully(owner, send) {
  const first = read(await send());
  if (first.kind !== "csrf") return first;
  const now = await whoIsIn(owner);
  if (now.owner !== owner) return { kind: now.offline ? "later" : "out" };
  const second = read(await send());
  return second.kind === "csrf" ? { kind: "out" } : second;
}

async function words(owner, item) {
  const body = new URLSearchParams();
  for (const [name, value] of item.told.fields) body.append(name, value);
  body.set("recorded_at", item.recorded);
  for (const one of await store.photoIds(item.id)) body.append(`${one.field}.coming`, one.id);
  return carefully(owner, () => post(item.told.action, body, { "Idempotency-Key": item.id, "X-Outbox": "1" }));
}

async function pictures(owner, item) {
  for (const one of await store.photoIds(item.id)) {
    const file = await store.photo(owner, one.id);
    const form = new FormData();
    form.append("photo", file);
    const told = await carefully(owner, () => post(`/files/${one.id}/arrive/`, form));
    if (told.kind !== "done") return told.kind === "refused" ? { ...told, words: `照片没传上去：${told.words}` } : told;
    await store.dropPhoto(one.id);
    tell();
  }
  return { kind: "done" };
}

async function one(owner, id) {
  let item = await store.get(owner, id);
  // Another sender was quicker.
  if (item && item.state === "sent") return { kind: "done", url: item.url };
  if (item && item.state === "trouble") return { kind: "refused" };
  if (!item || !["waiting", "sending"].includes(item.state)) return { kind: "gone" };
  if (!item.told) return { kind: "out" };
  await store.mark(owner, id, { state: "sending" });
  tell();
  let told = { kind: "done", url: item.url };
  if (!item.url) {
    told = await words(owner, item);
    if (told.kind === "done") {
      const { kind, about } = item.told;
      // The server has it: only what the list shows of it stays here.
      item = await store.mark(owner, id, { url: told.url || "/" }, { fields: [], labels: {}, kind, about });
    }
  }
  const url = (item && item.url) || "";
  if (told.kind === "done") told = { ...(await pictures(owner, item)), url };
  if (told.kind === "done") await store.mark(owner, id, { state: "sent" }, { fields: [], words: "", code: "" });
  else if (told.kind === "refused") await store.mark(owner, id, { state: "trouble" }, { words: told.words, code: told.code });
  else await store.mark(owner, id, { state: "waiting" });
  tell();
  return told;
}

// One sender at a time among all tabs; where the browser has no locks, the keys still keep everything single.
function alone(work) {
  return navigator.locks ? navigator.locks.request("xg-outbox", work) : work();
}

export function sendOne(owner, id) {
  return alone(() => one(owner, id));
}

// Everything that waits, oldest first; stops at the first sign that the line or the sign-in is gone.
export function sendAll(owner) {
  return alone(async () => {
    const now = await whoIsIn(owner);
    if (now.offline || now.out || now.owner !== owner) return now;
    await store.tidy(owner);
    for (const item of await store.list(owner)) {
      if (!["waiting", "sending"].includes(item.state)) continue;
      const told = await one(owner, item.id);
      if (told.kind === "later") return { ...now, offline: true };
      if (told.kind === "out") return { ...now, out: true };
    }
    return now;
  });
}

const others = "BroadcastChannel" in window ? new BroadcastChannel("xg-outbox") : null;

// Something changed: this page and the other tabs draw anew.
export function tell() {
  window.dispatchEvent(new Event("outbox"));
  if (others) others.postMessage("changed");
}
if (others) others.onmessage = () => window.dispatchEvent(new Event("outbox"));
