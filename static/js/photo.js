// Pictures: preview, take one out, and shrink before sending (long edge 1600, at most 300 KB where it can be done).
// The shrunk copy is drawn anew, so the place and time inside the file do not travel. Plain upload works without this.
const LONG_EDGE = 1600;
const MOST_BYTES = 300 * 1024;
const QUALITIES = [0.85, 0.75, 0.65, 0.55, 0.45];

function size(bytes) {
  return bytes >= 1024 * 1024 ? `${(bytes / 1024 / 1024).toFixed(1)}MB` : `${Math.ceil(bytes / 1024)}KB`;
}

function toBlob(canvas, quality) {
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
}

async function load(file) {
  if (window.createImageBitmap) {
    try {
      return await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      // Older browsers know createImageBitmap but not this option.
    }
  }
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(address);
  }
}

export async function shrink(file) {
  const image = await load(file);
  const scale = Math.min(1, LONG_EDGE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  let blob = null;
  for (const quality of QUALITIES) {
    blob = await toBlob(canvas, quality);
    if (blob && blob.size <= MOST_BYTES) break;
  }
  if (!blob) return file;
  const name = file.name.replace(/\.[^.]*$/, "") || "照片";
  return new File([blob], `${name}.jpg`, { type: "image/jpeg", lastModified: file.lastModified });
}

function put(input, files) {
  const box = new DataTransfer();
  for (const file of files) box.items.add(file);
  input.files = box.files;
}

function draw(box, input, state) {
  let list = box.querySelector(".photo-list");
  if (!list) {
    list = document.createElement("ul");
    list.className = "photo-list";
    box.append(list);
  }
  list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
  list.replaceChildren();
  state.files.forEach((file, index) => {
    const item = document.createElement("li");
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = `第${index + 1}张照片`;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.setAttribute("aria-label", `去掉第${index + 1}张`);
    remove.textContent = "×";
    remove.addEventListener("click", () => {
      state.files.splice(index, 1);
      put(input, state.files);
      draw(box, input, state);
      input.focus();
    });
    const note = document.createElement("span");
    note.className = "photo-note";
    note.textContent = size(file.size);
    item.append(image, remove, note);
    list.append(item);
  });
}

function say(box, text) {
  let note = box.querySelector("[data-photo-status]");
  if (!note) {
    note = document.createElement("p");
    note.className = "photo-note";
    note.dataset.photoStatus = "";
    note.setAttribute("role", "status");
    box.append(note);
  }
  note.textContent = text;
}

async function take(box, input, state) {
  const most = Number(box.dataset.most) || 6;
  const picked = Array.from(input.files);
  const room = most - state.files.length;
  const before = picked.reduce((sum, file) => sum + file.size, 0);
  if (picked.length) say(box, "正在压缩照片…");
  const added = [];
  for (const file of picked.slice(0, room)) {
    try {
      added.push(await shrink(file));
    } catch {
      added.push(file); // Not drawable here; the server decides whether it is a picture.
    }
  }
  state.files.push(...added);
  put(input, state.files);
  draw(box, input, state);
  const after = added.reduce((sum, file) => sum + file.size, 0);
  const over = picked.length > room ? `，最多${most}张，多选的没有放进来` : "";
  say(box, `已选${state.files.length}/${most}张（${size(before)}→${size(after)}）${over}`);
}

function start(box) {
  const input = box.querySelector("input[type=file]");
  if (!input || box.dataset.started) return;
  box.dataset.started = "yes";
  const state = { files: [] };
  // Our own button says it in Chinese whatever the browser's language; the input stays for keys and readers.
  const pick = box.querySelector("[data-photos-pick]");
  if (pick) {
    pick.hidden = false;
    input.classList.add("sr-only");
  }
  input.addEventListener("change", () => take(box, input, state));
  // Chosen before this script came (a slow line), or put back by the browser.
  if (input.files.length) take(box, input, state);
}

export function startPhotos() {
  if (!window.DataTransfer || !HTMLCanvasElement.prototype.toBlob) return;
  const startAll = (root) => root.querySelectorAll("[data-photos]").forEach(start);
  startAll(document);
  document.addEventListener("htmx:afterSettle", (event) => startAll(event.detail.elt));
}
