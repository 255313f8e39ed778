// Lists: the whole row opens what its link opens; one box ticks all; ticked rows are counted in words.
function countTicked(table) {
  const place = document.querySelector(table.dataset.ticked || "[data-ticked-count]");
  if (!place) return;
  const ticked = table.querySelectorAll("tbody input[type=checkbox]:checked").length;
  place.textContent = ticked ? `已选${ticked}件` : "还没有选";
}

export function startTables() {
  document.addEventListener("click", (event) => {
    // The cell of a tick box is as good as the box: a thumb needs the room.
    const cell = event.target.closest("td[data-tick]");
    if (cell && event.target === cell) {
      cell.querySelector("input[type=checkbox]").click();
      return;
    }
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label, select, summary")) return;
    if (window.getSelection().toString()) return;
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
    else window.location.assign(row.dataset.href);
  });
  document.addEventListener("change", (event) => {
    const table = event.target.closest("table");
    if (!table || event.target.type !== "checkbox") return;
    if (event.target.matches("[data-tick-all]")) {
      for (const box of table.querySelectorAll("tbody input[type=checkbox]")) {
        box.checked = event.target.checked;
      }
    }
    countTicked(table);
  });
}
