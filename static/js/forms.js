// Forms: one sending only, counters, and a local reminder to write about the matter and not about the person.
const SENDING = "提交中…";
const PRIVATE_WORDS = ["信仰", "信教", "前科", "吸毒", "精神病", "艾滋", "刑满", "上访户"];
const LONG_NUMBER = /\d{17}[\dXx]|\d{15}/;
const PHONE = /(^|\D)1[3-9]\d{9}(\D|$)/;

export function lock(form, pressed) {
  form.dataset.sending = "yes";
  form.setAttribute("aria-busy", "true");
  for (const button of form.querySelectorAll("button:not([type=button]), input[type=submit]")) {
    button.setAttribute("aria-disabled", "true");
  }
  if (pressed && pressed.tagName === "BUTTON") {
    pressed.dataset.words = pressed.textContent;
    pressed.textContent = SENDING;
  }
}

export function unlock(form) {
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  for (const button of form.querySelectorAll("button[data-words]")) {
    button.textContent = button.dataset.words;
    delete button.dataset.words;
  }
}

function onSubmit(event) {
  const form = event.target;
  if (form.method !== "post" || form.matches("[data-display-form]")) return;
  if (form.dataset.sending) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  // After this turn, so that the pressed button's own name and value still go along.
  window.setTimeout(() => {
    if (!event.defaultPrevented || form.matches("[hx-post]")) lock(form, event.submitter);
  }, 0);
}

function count(area) {
  const place = document.getElementById(area.dataset.count);
  if (!place) return;
  const most = Number(place.dataset.max);
  const now = Array.from(area.value.trim()).length;
  place.classList.toggle("is-over", now > most);
  place.textContent = now > most ? `多了${now - most}个字，最多${most}字` : `已写${now}字，最多${most}字`;
}

function findPrivate(text) {
  if (LONG_NUMBER.test(text)) return "里面像是有证件号码。证件号码不写在这里，请删掉";
  if (PHONE.test(text)) return "里面像是有手机号。电话请写在当事人的「电话」一栏";
  const word = PRIVATE_WORDS.find((one) => text.includes(one));
  return word ? `只写事，不写人的信仰、病情、前科。请看看「${word}」能不能不写` : "";
}

// Looked at here and nowhere else: what it finds is neither sent nor counted.
function guard(area) {
  const said = findPrivate(area.value);
  let hint = area.parentElement.querySelector(".rewrite-hint");
  if (!said) {
    if (hint) hint.remove();
    return;
  }
  if (!hint) {
    hint = document.createElement("p");
    hint.className = "rewrite-hint";
    hint.setAttribute("role", "status");
    area.insertAdjacentElement("afterend", hint);
  }
  if (hint.textContent !== said) hint.textContent = said;
}

// Ctrl+Enter (⌘ on a Mac) does what the form's own first button says, from any of its fields.
function confirmByKeys(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = document.querySelector("dialog[open] form[data-ctrl-enter]") || document.querySelector("form[data-ctrl-enter]");
  const button = form && form.querySelector("[data-confirm]");
  if (!button || button.getAttribute("aria-disabled") === "true") return;
  event.preventDefault();
  // A click, not requestSubmit: htmx learns from it which button was meant.
  button.click();
}

export function startForms() {
  document.addEventListener("keydown", confirmByKeys);
  // Before htmx hears of it, so that a second click is stopped for both kinds of form.
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form");
    if (form) unlock(form);
  });
  // Back from the next page: the browser shows this one as it was, locked; it must work again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(unlock);
  });
  document.addEventListener("input", (event) => {
    const area = event.target;
    if (area.matches("[data-count]")) count(area);
    if (area.matches("textarea, [data-guard]")) guard(area);
  });
  document.querySelectorAll("[data-count]").forEach((area) => area.value && count(area));
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form) form.requestSubmit();
  });
  document.querySelectorAll("[data-autosubmit] [data-without-script]").forEach((button) => {
    button.hidden = true;
  });
}
