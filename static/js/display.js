// Font size and theme change at once and are remembered for this person (server) and this screen (cookie).
const root = document.documentElement;
const YEAR = 365 * 24 * 3600;

function remember(name, value) {
  document.cookie = `xg_${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`;
}

function apply(name, value) {
  root.dataset[name] = value;
  remember(name, value);
  if (name !== "font") return;
  for (const button of document.querySelectorAll("[data-font-toggle]")) {
    button.setAttribute("aria-pressed", value ? "true" : "false");
    button.value = value ? "" : "lg";
    const word = button.querySelector("[data-font-word]");
    if (word) word.textContent = value ? "标准字" : "大字版";
  }
  for (const radio of document.querySelectorAll("[data-display-form] input[name=font]")) {
    radio.checked = radio.value === value;
  }
}

function save(form) {
  const data = new FormData(form);
  data.set("font", root.dataset.font || "");
  data.set("theme", root.dataset.theme || "");
  // Kept by the cookie already; if the network is away, the account simply learns it next time.
  fetch(form.action, {
    method: "POST",
    body: data,
    headers: { "X-Requested-With": "fetch" },
    credentials: "same-origin",
  }).catch(() => {});
}

export function startDisplay() {
  for (const button of document.querySelectorAll("[data-font-toggle]")) {
    button.hidden = false;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      apply("font", root.dataset.font ? "" : "lg");
      if (button.form) save(button.form);
    });
  }
  for (const form of document.querySelectorAll("[data-display-form]")) {
    const button = form.querySelector("[data-display-save]");
    if (button) button.hidden = true;
    form.addEventListener("change", (event) => {
      const { name, value } = event.target;
      if (name !== "font" && name !== "theme") return;
      apply(name, value);
      save(form);
    });
  }
}
