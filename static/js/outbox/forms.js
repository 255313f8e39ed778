// Forms marked data-queue go through the phone's queue: kept here first, then sent, so that no signal loses nothing.
// data-queue is the kind's name, data-queue-about what it is about when the form itself does not say;
// data-queue-drafts keeps what is typed as a draft; data-queue-stay answers in place instead of leaving the page.
import { announce, showProblem } from "../announce.js";
import { lock as lockForm, unlock as unlockForm } from "../forms.js";
import { sendOne, tell } from "./send.js";
import * as store from "./store.js";
import { rememberPlace } from "./where.js";

const NOT_OURS = ["csrfmiddlewaretoken", "idempotency_key", "version", "recorded_at"];
const WAIT = 10000;
const PAUSE = 700;
const OUTBOX = "/m/outbox/";
const states = new WeakMap();
let owner = "";
let ready = false;

function stateOf(form) {
  if (!states.has(form)) {
    states.set(form, { item: { id: store.newId(), rev: 0 }, photos: new WeakMap(), labels: {}, touched: false, busy: null });
  }
  return states.get(form);
}

function labelOf(input) {
  const label = input.labels && input.labels[0];
  const words = label && (label.querySelector("span") || label);
  const own = words && Array.from(words.childNodes).find((one) => one.nodeType === Node.TEXT_NODE && one.textContent.trim());
  return ((own || words || {}).textContent || "").trim().split("\n")[0].slice(0, 40);
}

// 「铁路小区3号楼，漏水排水」: what was ticked first, in the form's own words.
function aboutOf(form) {
  if (form.dataset.queueAbout) return form.dataset.queueAbout;
  const ticked = Array.from(form.querySelectorAll("input[type=radio]:checked")).filter((one) => one.value && one.name !== "way");
  const written = Array.from(form.querySelectorAll("textarea")).map((one) => one.value.trim()).find(Boolean) || "";
  return ticked.slice(0, 2).map(labelOf).filter(Boolean).join("，") || written.slice(0, 20) || "还没选地点";
}

function fieldsOf(form, submitter) {
  const data = new FormData(form);
  if (submitter && submitter.name) data.append(submitter.name, submitter.value);
  return Array.from(data).filter(([name, value]) => !["csrfmiddlewaretoken", "idempotency_key", "place_q"].includes(name) && typeof value === "string");
}

function photosOf(form, state) {
  const found = [];
  for (const input of form.querySelectorAll("input[type=file][name]")) {
    for (const file of input.files) {
      const known = state.photos.get(file);
      const id = known || store.newId();
      found.push({ id, field: input.name, name: file.name, file, blob: known ? null : file });
    }
  }
  return found;
}

function actionOf(form) {
  const address = new URL(form.getAttribute("action") || window.location.href, window.location.href);
  return address.pathname + address.search;
}

async function keep(form, submitter, how) {
  const state = stateOf(form);
  const fields = fieldsOf(form, submitter);
  const labels = {};
  for (const one of form.querySelectorAll("input[type=radio]:checked")) labels[one.name] = labelOf(one);
  const told = {
    kind: form.dataset.queue,
    about: aboutOf(form),
    action: actionOf(form),
    page: window.location.pathname + window.location.search,
    fields,
    labels: { ...state.labels, ...labels },
    words: "",
    code: "",
  };
  const photos = photosOf(form, state);
  const kept = await store.save(owner, state.item, told, photos, how);
  for (const one of photos) state.photos.set(one.file, one.id);
  state.item = { id: kept.id, rev: kept.rev };
  if (!kept.forked) return kept;
  // A fork starts a life of its own: its pictures were the other's, so they are kept once more under ids of their own.
  state.photos = new WeakMap();
  return photos.length ? { ...(await keep(form, submitter, how)), forked: true } : kept;
}

// One after the other: a draft that is being kept must not overtake the sending.
function inTurn(form, work) {
  const state = stateOf(form);
  state.busy = (state.busy || Promise.resolve()).then(work, work);
  return state.busy;
}

function sleep(ms) {
  return new Promise((done) => setTimeout(done, ms, { kind: "later" }));
}

async function submit(form, submitter) {
  const kept = await keep(form, submitter, "waiting");
  await rememberPlace(owner, form);
  if (kept.forked) {
    await store.mark(owner, kept.id, { state: "trouble" }, { words: "这份草稿在另一个窗口里已经交过。要是同一件事，删掉这条；不是同一件，点「当新的一件再传」", code: "forked" });
    return { kind: "refused", id: kept.id };
  }
  tell();
  const told = navigator.onLine ? await Promise.race([sendOne(owner, kept.id), sleep(WAIT)]) : { kind: "later" };
  return { ...told, id: kept.id };
}

function stay(form, sent) {
  const note = document.createElement("p");
  note.className = "queue-done";
  note.setAttribute("role", "status");
  note.textContent = sent ? "✓ 已记下" : "已存在手机里，有网会自动传，不会重复";
  const place = form.getAttribute("hx-target");
  const group = form.closest("[data-queue-group]");
  form.replaceWith(note);
  if (group) group.querySelectorAll("form[data-queue]").forEach(follow);
  // With signal the list shows the new count at once.
  if (sent && place && window.htmx) window.htmx.ajax("GET", window.location.href, { target: place, select: place, swap: "outerHTML" });
}

// What comes after in the same matter is sent after: it will find the matter one step further.
function follow(form) {
  const version = form.querySelector("input[name=version]");
  if (version) version.value = String(Number(version.value) + 1);
  form.hidden = false;
}

async function finish(form, told) {
  if (told.kind === "done") {
    if (form.hasAttribute("data-queue-stay")) return stay(form, true);
    return window.location.assign(told.url || "/");
  }
  if (told.kind === "refused" && told.status === 422 && told.page && showRefusal(form, told.page)) {
    const item = await store.mark(owner, told.id, { state: "draft" });
    if (item) stateOf(form).item = { id: item.id, rev: item.rev };
    return unlockForm(form);
  }
  if (told.kind === "refused") return window.location.assign(`${OUTBOX}#item=${told.id}`);
  if (form.hasAttribute("data-queue-stay")) return stay(form, false);
  return window.location.assign(`${OUTBOX}#saved=${told.id}`);
}

// The server's own messages, at their places; everything typed and every picture stays as it is.
function showRefusal(form, html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const summary = answer.querySelector("[data-error-summary]");
  if (!summary) return false;
  clearRefusal(form);
  form.prepend(document.importNode(summary, true));
  for (const error of answer.querySelectorAll(".field-error")) {
    const field = error.closest("[id]") || error.parentElement.querySelector("[id]");
    const place = field && form.querySelector(`#${CSS.escape(field.id)}`);
    const box = place && (place.closest(".field") || place.parentElement);
    if (!box) continue;
    box.classList.add("has-error");
    const copy = document.importNode(error, true);
    const head = box.querySelector("legend, label");
    if (head) head.after(copy);
    else box.prepend(copy);
  }
  const top = form.querySelector("[data-error-summary]");
  top.setAttribute("tabindex", "-1");
  top.focus();
  if (!document.title.startsWith("错误：")) document.title = `错误：${document.title}`;
  return true;
}

function clearRefusal(form) {
  form.querySelectorAll("[data-error-summary], .field-error").forEach((one) => one.remove());
  form.querySelectorAll(".has-error").forEach((one) => one.classList.remove("has-error"));
}

function onSubmit(event) {
  const form = event.target;
  if (!ready || !form.matches("form[data-queue]") || event.defaultPrevented) return;
  const pressed = event.submitter;
  if (pressed && pressed.name === "step") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  lockForm(form, pressed);
  inTurn(form, async () => {
    try {
      await finish(form, await submit(form, pressed));
    } catch (fault) {
      unlockForm(form);
      const shut = fault && fault.message === "locked";
      showProblem(shut ? "这台手机三天没有联网登录，先连网登录一次再记。填的都还在这一页" : "手机存不下了。请删掉几张照片，或连上网再提交，填的都还在这一页");
    }
  });
}

// --- drafts ------------------------------------------------------------------------------------------------------

function later(form) {
  const state = stateOf(form);
  state.touched = true;
  window.clearTimeout(state.timer);
  state.timer = window.setTimeout(() => draft(form), PAUSE);
}

function draft(form) {
  const state = stateOf(form);
  if (!ready || !state.touched || !form.isConnected || form.dataset.sending) return;
  state.touched = false;
  inTurn(form, async () => {
    if (form.dataset.sending) return;
    try {
      const kept = await keep(form, null, "draft");
      if (kept.forked) showProblem("这份草稿在另一个窗口里也改过，这里写的另存成一份，两份都在");
      tell();
    } catch {
      // Not kept as a draft; it is still on the screen, and submitting says what is wrong.
    }
  });
}

// --- opening a kept item again -----------------------------------------------------------------------------------

function tick(form, name, value, label) {
  const inputs = Array.from(form.querySelectorAll(`[name="${CSS.escape(name)}"]`));
  const choice = inputs.find((one) => ["radio", "checkbox"].includes(one.type) && one.value === value);
  if (choice) choice.checked = true;
  else if (name === "place" && label) addPlace(form, value, label);
  else if (inputs[0] && !["radio", "checkbox", "file"].includes(inputs[0].type)) inputs[0].value = value;
}

// A building that was looked up, and is none of those that the page offers by itself.
export function addPlace(form, value, label) {
  const holder = form.querySelector("#place-options");
  if (!holder) return;
  const row = document.createElement("label");
  row.className = "check";
  const input = document.createElement("input");
  Object.assign(input, { type: "radio", name: "place", value, className: "form-check-input", checked: true });
  const words = document.createElement("span");
  words.textContent = label;
  row.append(input, words);
  const list = holder.querySelector(".radios") || holder;
  list.prepend(row);
}

async function reopen(form, id) {
  const item = await store.get(owner, id);
  if (!item || !item.told || item.url || item.told.action !== actionOf(form)) return;
  const state = stateOf(form);
  state.item = { id: item.id, rev: item.rev };
  state.labels = item.told.labels || {};
  // A picture taken before the form was opened says nothing of its questions.
  const isFilled = item.told.fields.length > 0;
  if (isFilled) form.querySelectorAll("input[type=radio], input[type=checkbox]").forEach((one) => (one.checked = false));
  for (const [name, value] of item.told.fields) if (!NOT_OURS.includes(name)) tick(form, name, value, state.labels[name]);
  for (const input of form.querySelectorAll("input[type=file][name]")) await putBack(form, input, id);
  form.dispatchEvent(new Event("change", { bubbles: true }));
  form.querySelectorAll("[data-when] input, [data-when] textarea").forEach((one) => one.dispatchEvent(new Event("change", { bubbles: true })));
  if (item.told.words) showProblem(item.told.words);
  else announce(isFilled ? "接着写这份草稿" : "照片已放好");
}

async function putBack(form, input, id) {
  const box = new DataTransfer();
  for (const one of await store.photoIds(id)) {
    if (one.field === input.name) box.items.add(await store.photo(owner, one.id));
  }
  if (!box.files.length) return;
  input.files = box.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

// What a link says of a kept page (?point=3): the page was kept without it.
function takeAddress(form) {
  for (const [name, value] of new URLSearchParams(window.location.search)) {
    if (!(form.dataset.queueTakes || "").split(",").includes(name)) continue;
    if (form.querySelector(`[name="${CSS.escape(name)}"]`)) continue;
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name, value });
    form.append(hidden);
  }
}

export function startQueueForms(who, isKept) {
  owner = who;
  ready = true;
  document.addEventListener("submit", onSubmit, true);
  const forms = document.querySelectorAll("form[data-queue]");
  const wanted = window.location.hash.match(/^#item=([0-9a-f-]{36})$/);
  for (const form of forms) {
    // A kept page is opened many times: should the queue fail, each sending still has a key of its own.
    const key = form.querySelector("input[name=idempotency_key]");
    if (isKept && key) key.value = store.newId();
    if (isKept) takeAddress(form);
    if (wanted) reopen(form, wanted[1]).catch(() => {});
  }
  const onChange = (event) => {
    const form = event.target.closest && event.target.closest("form[data-queue-drafts]");
    if (form && event.isTrusted !== false && event.target.name !== "place_q") later(form);
  };
  document.addEventListener("input", onChange);
  document.addEventListener("change", onChange);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") document.querySelectorAll("form[data-queue-drafts]").forEach(draft);
  });
}
