// One sentence for people who listen instead of looking, and a visible note when something did not work.
export function announce(text) {
  const place = document.getElementById("announce");
  if (!place) return;
  place.textContent = "";
  // A fresh text node a moment later is read even when the words are the same as before.
  window.setTimeout(() => {
    place.textContent = text;
  }, 60);
}

export function showProblem(text) {
  const place = document.getElementById("messages");
  if (!place) return;
  place.querySelectorAll("[data-problem]").forEach((old) => old.remove());
  const note = document.createElement("div");
  note.className = "notice notice-error";
  note.dataset.problem = "";
  const words = document.createElement("p");
  words.textContent = text;
  note.append(words);
  place.append(note);
  note.scrollIntoView({ block: "nearest" });
}
