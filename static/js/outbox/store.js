// What waits on this phone: words and pictures in IndexedDB, sealed with a key of this person on this phone.
// States of an item: draft, waiting, sending, trouble, sent. Ids, states and hours are plain; all that was typed,
// chosen or photographed, and all that the server said to it, is sealed. See docs/offline.md.
import { openDB } from "../../dist/idb.js";

const NAME = "xg-outbox";
export const HOUR = 3600 * 1000;
// The sealed things of a phone that nobody signs in on stay shut after three days (trust.md T7); they are not lost.
const OPEN_FOR = 72 * HOUR;
const SENT_FOR = 7 * 24 * HOUR;
const UNSENT = ["waiting", "sending", "trouble"];
const text = new TextEncoder();

let opened = null;

export function db() {
  if (!opened) {
    opened = openDB(NAME, 1, {
      upgrade(base) {
        base.createObjectStore("keys", { keyPath: "owner" });
        base.createObjectStore("items", { keyPath: "id" }).createIndex("owner", "owner");
        base.createObjectStore("parts", { keyPath: "id" }).createIndex("item", "item");
        base.createObjectStore("notes", { keyPath: "name" });
      },
      // Another tab brings a newer shape: let go, or it would wait for us.
      blocking: () => opened && opened.then((base) => base.close()),
      terminated: () => (opened = null),
    });
  }
  return opened;
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// --- the key -----------------------------------------------------------------------------------------------------

// This person's half on this phone: made once, cannot be read out, useless without the server's half.
async function record(owner) {
  const base = await db();
  const known = await base.get("keys", owner);
  if (known) return known;
  const secret = await crypto.subtle.importKey("raw", crypto.getRandomValues(new Uint8Array(32)), "HKDF", false, ["deriveKey"]);
  const salt = Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
  const task = base.transaction("keys", "readwrite");
  // Two tabs at once: the first one's stays.
  const first = await task.store.get(owner);
  const mine = first || { owner, salt, secret, key: null, until: 0 };
  if (!first) await task.store.put(mine);
  await task.done;
  return mine;
}

export async function saltOf(owner) {
  return (await record(owner)).salt;
}

// Both halves together; from now on this person's things can be read and written here, with or without signal.
export async function unlock(owner, half) {
  const mine = await record(owner);
  const salt = Uint8Array.from(atob(half), (one) => one.charCodeAt(0));
  const how = { name: "HKDF", hash: "SHA-256", salt, info: text.encode(`${NAME}:${owner}`) };
  const key = await crypto.subtle.deriveKey(how, mine.secret, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await (await db()).put("keys", { ...mine, key, until: Date.now() + OPEN_FOR });
}

// Throw the key away; what is sealed stays until the same person signs in again.
export async function lockAllBut(owner) {
  const base = await db();
  const task = base.transaction("keys", "readwrite");
  for (const one of await task.store.getAll()) {
    if (one.owner !== owner && one.key) await task.store.put({ ...one, key: null, until: 0 });
  }
  await task.done;
}

async function keyOf(owner) {
  const mine = await (await db()).get("keys", owner);
  return mine && mine.key && Date.now() < mine.until ? mine.key : null;
}

export async function isOpen(owner) {
  return Boolean(owner && (await keyOf(owner)));
}

async function seal(key, id, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.encode(id) }, key, bytes);
  return { iv, data };
}

function unseal(key, id, box) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: box.iv, additionalData: text.encode(id) }, key, box.data);
}

const sealed = (key, id, told) => seal(key, id, text.encode(JSON.stringify(told)));

async function needKey(owner) {
  const key = await keyOf(owner);
  if (!key) throw new Error("locked");
  return key;
}

// --- items -------------------------------------------------------------------------------------------------------

// Keep what a form holds. `told` is {kind, about, action, page, fields, labels}; `photos` is [{id, field, name, blob}],
// a blob only for those that are new here. `seen` is the revision that the page has read: when another tab has gone on
// since, nothing of that tab's is overwritten and this one becomes an item of its own (returned with `forked`).
export async function save(owner, item, told, photos, state) {
  const key = await needKey(owner);
  const boxes = [];
  for (const one of photos.filter((photo) => photo.blob)) {
    const bytes = await one.blob.arrayBuffer();
    boxes.push({ id: one.id, field: one.field, name: one.name, ...(await seal(key, one.id, bytes)) });
  }
  const box = await sealed(key, item.id, told);
  const copy = newId();
  const copyBox = await sealed(key, copy, told);
  const task = (await db()).transaction(["items", "parts", "notes"], "readwrite");
  const items = task.objectStore("items");
  const before = await items.get(item.id);
  const forked = Boolean(before ? before.rev !== item.rev : item.rev);
  const now = Date.now();
  const kept = {
    id: forked ? copy : item.id,
    owner,
    state,
    rev: forked ? 1 : item.rev + 1,
    made: before && !forked ? before.made : now,
    recorded: (before && !forked && before.recorded) || (state === "waiting" ? new Date(now).toISOString() : ""),
    number: before && !forked ? before.number : await nextNumber(task.objectStore("notes"), owner),
    changed: now,
    url: "",
    box: forked ? copyBox : box,
  };
  await items.put(kept);
  const parts = task.objectStore("parts");
  const there = await parts.index("item").getAllKeys(item.id);
  const wanted = new Set(photos.map((one) => one.id));
  if (!forked) for (const id of there) if (!wanted.has(id)) await parts.delete(id);
  for (const one of boxes) await parts.put({ ...one, item: kept.id });
  await task.done;
  return { ...kept, forked };
}

async function nextNumber(notes, owner) {
  const name = `number:${owner}`;
  const last = await notes.get(name);
  const value = ((last && last.value) || 0) + 1;
  await notes.put({ name, value });
  return `L-${String(value).padStart(4, "0")}`;
}

// Change what is plain, and `more` of what is sealed, if the item is still there.
export async function mark(owner, id, change, more) {
  const key = more ? await needKey(owner) : null;
  const base = await db();
  const now = await base.get("items", id);
  if (!now) return null;
  const box = more ? await sealed(key, id, { ...(await read(key, now)), ...more }) : null;
  const task = base.transaction("items", "readwrite");
  const fresh = await task.store.get(id);
  const next = fresh && { ...fresh, ...change, ...(box ? { box } : {}), rev: fresh.rev + 1, changed: Date.now() };
  if (next) await task.store.put(next);
  await task.done;
  return next;
}

async function read(key, item) {
  try {
    return JSON.parse(new TextDecoder().decode(await unseal(key, item.id, item.box)));
  } catch {
    return { broken: true };
  }
}

// Everything of this person, oldest first, with what is sealed as `told` (null while the key is away).
export async function list(owner) {
  const key = await keyOf(owner);
  const items = await (await db()).getAllFromIndex("items", "owner", owner);
  items.sort((one, other) => one.made - other.made || (one.number < other.number ? -1 : 1));
  return Promise.all(items.map(async (item) => ({ ...item, told: key ? await read(key, item) : null })));
}

export async function get(owner, id) {
  const key = await keyOf(owner);
  const item = await (await db()).get("items", id);
  return item && item.owner === owner ? { ...item, told: key ? await read(key, item) : null } : null;
}

export async function counts(owner) {
  const found = { drafts: 0, unsent: 0, trouble: 0, oldest: 0, others: 0 };
  for (const one of await (await db()).getAll("items")) {
    if (one.owner !== owner) {
      if (UNSENT.includes(one.state)) found.others += 1;
      continue;
    }
    if (one.state === "draft") found.drafts += 1;
    if (one.state === "trouble") found.trouble += 1;
    if (UNSENT.includes(one.state)) {
      found.unsent += 1;
      found.oldest = Math.min(found.oldest || one.made, one.made);
    }
  }
  return found;
}

export async function photoIds(id) {
  const parts = await (await db()).getAllFromIndex("parts", "item", id);
  return parts.map(({ id: part, field, name }) => ({ id: part, field, name }));
}

export async function photo(owner, id) {
  const key = await needKey(owner);
  const part = await (await db()).get("parts", id);
  if (!part) return null;
  return new File([await unseal(key, id, part)], part.name || "照片.jpg", { type: "image/jpeg" });
}

export async function dropPhoto(id) {
  await (await db()).delete("parts", id);
}

export async function remove(id) {
  const task = (await db()).transaction(["items", "parts"], "readwrite");
  await task.objectStore("items").delete(id);
  for (const part of await task.objectStore("parts").index("item").getAllKeys(id)) {
    await task.objectStore("parts").delete(part);
  }
  await task.done;
}

// The same words as something new: a key that the server has never seen.
export async function again(owner, id) {
  const item = await get(owner, id);
  const photos = [];
  for (const one of await photoIds(id)) photos.push({ ...one, id: newId(), blob: await photo(owner, one.id) });
  const told = { ...item.told, words: "", code: "" };
  const kept = await save(owner, { id: newId(), rev: 0 }, told, photos, "waiting");
  await remove(id);
  return kept;
}

// What the server has had for a week is forgotten here.
export async function tidy(owner) {
  for (const one of await (await db()).getAllFromIndex("items", "owner", owner)) {
    if (one.state === "sent" && Date.now() - one.changed > SENT_FOR) await remove(one.id);
  }
}

export async function note(name, value) {
  const base = await db();
  if (value !== undefined) await base.put("notes", { name, value });
  const found = await base.get("notes", name);
  return found && found.value;
}
