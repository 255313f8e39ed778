// /m/outbox/: what is on this phone, each with what can be done about it now.
import { announce, showProblem } from "../announce.js";
import * as store from "./store.js";

const ORDER = ["trouble", "sending", "waiting", "draft", "sent"];
const TITLES = { trouble: "需处理", sending: "上传中", waiting: "待上传", draft: "草稿", sent: "已上传（留7天）" };

// 今天18:02, 11月26日 18:02
function clock(value) {
  const at = new Date(value);
  const time = `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`;
  return at.toDateString() === new Date().toDateString() ? `今天${time}` : `${at.getMonth() + 1}月${at.getDate()}日 ${time}`;
}

function make(tag, className, words) {
  const one = document.createElement(tag);
  if (className) one.className = className;
  if (words) one.textContent = words;
  return one;
}

function button(words, look, act) {
  const one = make("button", `btn ${look}`, words);
  one.type = "button";
  one.addEventListener("click", act);
  return one;
}

function link(words, look, href) {
  const one = make("a", `btn ${look}`, words);
  one.href = href;
  return one;
}

export function serverNumber(url) {
  const found = decodeURIComponent(url || "").match(/[A-Z]*-?\d{4}-\d{2,}|[A-Z]{1,3}-\d{4,}/);
  return found ? found[0] : "";
}

function copyText(item) {
  const words = item.told.fields.filter(([name, value]) => value.length > 1 && !/^\d+$/.test(value) && !["way", "version"].includes(name)).map(([, value]) => value);
  const text = [item.told.about, ...words].join("\n");
  navigator.clipboard.writeText(text).then(() => announce("文字已复制"), () => showProblem(text));
}

// Removing what was never sent asks once more, in place.
function removal(owner, item, redraw) {
  const one = button("删掉", "btn-quiet", () => {
    if (one.dataset.sure || item.state === "sent") return store.remove(item.id).then(redraw);
    one.dataset.sure = "yes";
    one.textContent = "再点一次，删掉就没有了";
    one.className = "btn btn-danger";
  });
  return one;
}

function acts(owner, item, sync, redraw) {
  const row = make("div", "btn-row");
  const edit = `${item.told.page}#item=${item.id}`;
  const send = () => store.mark(owner, item.id, { state: "waiting" }, { words: "", code: "" }).then(sync);
  if (item.state === "sent") {
    row.append(link("打开", "", item.url));
  } else if (item.state === "draft") {
    row.append(link("接着写", "btn-primary", edit));
  } else if (item.state === "trouble" && ["replay_other_body", "forked"].includes(item.told.code)) {
    row.append(button("当新的一件再传", "btn-primary", () => store.again(owner, item.id).then(sync)));
  } else if (item.state === "trouble" && item.url) {
    row.append(button("再传一次", "btn-primary", send), link("打开", "", item.url));
  } else if (item.state === "trouble") {
    row.append(link("修改", "btn-primary", edit), button("再传一次", "", send));
  } else if (item.state === "waiting" && !item.url) {
    row.append(link("修改", "", edit));
  }
  if (item.told.fields.length && item.state !== "sent") row.append(button("复制文字", "", () => copyText(item)));
  if (item.state !== "sending") row.append(removal(owner, item, redraw));
  return row;
}

async function row(owner, item, sync, redraw) {
  const one = make("li", `outbox-item is-${item.state}`);
  one.id = `item-${item.id}`;
  const head = make("p", "outbox-head");
  head.append(make("b", "tabular", item.url ? serverNumber(item.url) || item.number : `临时号 ${item.number}`));
  head.append(make("span", "muted tabular", clock(item.recorded || item.made)));
  one.append(head);
  if (!item.told || item.told.broken) {
    one.append(make("p", "muted", item.told ? "这条在手机里损坏了，打不开" : "登录后才能看内容，也才会上传"));
    if (item.told) one.append(removal(owner, item, redraw));
    return one;
  }
  const photos = await store.photoIds(item.id);
  const left = photos.length && item.state !== "sent" ? `　照片${photos.length}张${item.url ? "待传" : ""}` : "";
  one.append(make("p", "", `${item.told.kind}：${item.told.about}${left}`));
  if (item.told.words) one.append(make("p", "field-error", `这件没传上去：${item.told.words}`));
  one.append(acts(owner, item, sync, redraw));
  return one;
}

async function savedCard(owner, box) {
  const wanted = window.location.hash.match(/^#saved=([0-9a-f-]{36})$/);
  const item = wanted && (await store.get(owner, wanted[1]));
  box.hidden = !item;
  if (!item) return;
  const done = item.state === "sent";
  box.querySelector("[data-saved-title]").textContent = done ? "已传上去" : "已存手机，等网络自动上传";
  box.querySelector("[data-saved-number]").textContent = item.url ? serverNumber(item.url) || item.number : `临时号 ${item.number}`;
  box.querySelector("[data-saved-time]").textContent = clock(item.recorded || item.made);
  box.querySelector("[data-saved-later]").hidden = Boolean(item.url);
  const since = box.querySelector("[data-saved-clock]");
  since.hidden = !(item.told && item.told.kind === "上报");
  since.textContent = `首次联系居民：从${clock(item.recorded || item.made)}算起`;
  const again = box.querySelector("[data-saved-again]");
  const page = item.told && item.told.page;
  again.hidden = !page;
  if (page) again.href = page.split("?")[0];
}

let drawing = Promise.resolve();

export function drawOutbox(owner, line, sync) {
  const page = document.getElementById("outbox");
  if (!page) return Promise.resolve();
  drawing = drawing.then(() => draw(page, owner, line, sync), () => draw(page, owner, line, sync));
  return drawing;
}

async function draw(page, owner, line, sync) {
  const redraw = () => drawOutbox(owner, line, sync);
  const items = await store.list(owner);
  const left = await store.counts(owner);
  const lists = [];
  for (const state of ORDER) {
    const some = items.filter((one) => one.state === state);
    if (!some.length) continue;
    const part = make("section", "card");
    const head = make("div", "card-head");
    head.append(make("h2", "", `${TITLES[state]} ${some.length}`));
    const list = make("ul", "outbox-list");
    const shown = state === "sent" ? some.slice(-20).reverse() : some;
    for (const item of shown) list.append(await row(owner, item, sync, redraw));
    part.append(head, list);
    lists.push(part);
  }
  const holder = page.querySelector("[data-outbox-lists]");
  const focused = document.activeElement && document.activeElement.closest("[id^=item-]");
  holder.replaceChildren(...lists);
  const back = focused && document.getElementById(focused.id);
  if (back) (back.querySelector("a, button") || back).focus();
  page.querySelector("[data-outbox-empty]").hidden = left.unsent + left.drafts > 0;
  page.querySelector("[data-outbox-out]").hidden = !(line.out && left.unsent);
  const elsewhere = window.location.pathname !== "/m/outbox/";
  page.querySelector("[data-outbox-elsewhere]").hidden = !elsewhere;
  page.querySelector("[data-outbox-off]").hidden = elsewhere || !(line.offline || !navigator.onLine);
  page.querySelector("[data-outbox-old]").hidden = !(left.unsent && Date.now() - left.oldest > 24 * store.HOUR);
  const others = page.querySelector("[data-outbox-others]");
  others.hidden = !left.others;
  others.querySelector("p").textContent = `这台手机上还有别人的${left.others}条没传上去。请本人在这台手机上登录一次，会自动上传。`;
  const now = page.querySelector("[data-outbox-sync]");
  now.hidden = left.unsent === left.trouble;
  now.onclick = sync;
  await savedCard(owner, page.querySelector("[data-saved]"));
  const wanted = window.location.hash.match(/^#item=([0-9a-f-]{36})$/);
  const target = wanted && document.getElementById(`item-${wanted[1]}`);
  if (target) target.classList.add("is-wanted");
}
