// htmx: the security token, where the focus goes, and plain words when an answer does not come.
import { announce, showProblem } from "./announce.js";

const SLOW = 10000;
const WORDS = {
  0: "网络不通，刚才的操作没有送到。请检查网络再试一次，填过的都还在",
  404: "没有找到这一条，或者它不在你负责的范围内。请刷新页面看看",
  413: "一次提交的内容太大，没有保存。请少放几张照片再提交",
  429: "点得太快了。请过一分钟再试",
  503: "数据库暂时连不上，这次没有保存。请过一分钟再试",
};

function wordsOf(xhr) {
  const page = new DOMParser().parseFromString(xhr.responseText || "", "text/html");
  const said = page.querySelector("[data-error-summary] p");
  return (said && said.textContent) || WORDS[xhr.status] || "系统没有回应，你填的都还在。请过一分钟再试";
}

function focusChanged(target) {
  const summary = target.querySelector("[data-error-summary]");
  const place = summary || target.querySelector("[data-focus]");
  if (!place) return;
  if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
  place.focus();
  if (summary && !document.title.startsWith("错误：")) document.title = `错误：${document.title}`;
}

// Signing in again in another window changes the security token: an open page takes the new one over, so that what
// was typed before can still be sent.
function freshToken() {
  const cookie = document.cookie.split("; ").find((one) => /^(__Host-)?csrftoken=/.test(one));
  const meta = document.querySelector('meta[name="csrf-token"]');
  const token = cookie ? cookie.slice(cookie.indexOf("=") + 1) : (meta && meta.content) || "";
  if (!token) return "";
  if (meta) meta.content = token;
  for (const input of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) input.value = token;
  return token;
}

export function startNet() {
  let slowTimer = 0;
  document.addEventListener("submit", freshToken, true);
  window.addEventListener("focus", freshToken);
  document.addEventListener("htmx:configRequest", (event) => {
    const token = freshToken();
    if (token) event.detail.headers["X-CSRFToken"] = token;
  });
  document.addEventListener("htmx:beforeRequest", () => {
    window.clearTimeout(slowTimer);
    slowTimer = window.setTimeout(() => announce("网络较慢，仍在加载"), SLOW);
  });
  document.addEventListener("htmx:afterRequest", () => window.clearTimeout(slowTimer));
  document.addEventListener("htmx:afterSettle", (event) => focusChanged(event.detail.elt));
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    const dialog = document.getElementById("sign-in-again");
    if (xhr.status === 401 && dialog) dialog.showModal();
    else showProblem(wordsOf(xhr));
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => showProblem(WORDS[0]));
  }
  // The server says what happened by the header HX-Trigger: {"announce": "…"}.
  document.addEventListener("announce", (event) => announce(event.detail.value || ""));
  const first = document.querySelector("[data-error-summary]");
  if (first) focusChanged(document);
}
