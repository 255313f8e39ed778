// Draws each chart from the table beside it: without this script the table is the page. Names and numbers are read from the
// rows, colours from the style sheet. No text of ours is put into markup: tooltips are drawn, not written.
const drawn = new Map();
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function palette() {
  return [1, 2, 3, 4, 5, 6, 7, 8].map((at) => colour(`--chart-${at}`));
}

function rowsOf(section) {
  return [...section.querySelectorAll("tbody tr[data-name]")].map((row) => ({
    name: row.dataset.name,
    value: row.dataset.value === undefined ? null : Number(row.dataset.value),
    depth: Number(row.dataset.depth),
    to: row.dataset.to,
    url: row.querySelector("a")?.getAttribute("href"),
  }));
}

function tree(rows) {
  const top = [];
  const path = [];
  for (const row of rows) {
    if (row.value === null) continue;
    const node = { name: row.name, value: row.value, url: row.url, children: [] };
    path.length = row.depth - 1;
    (path.length ? path[path.length - 1].children : top).push(node);
    path.push(node);
  }
  return top;
}

const OPTIONS = {
  treemap: (rows, fontSize) => ({
    series: [{
      type: "treemap", name: "全部", data: tree(rows), leafDepth: 1, roam: false, left: 0, right: 0, top: 0, bottom: 28,
      // Large and bold in the ground's colour, from which every colour of the charts stands out (tests/ui/test_contrast.py).
      label: { formatter: "{b} {c}", fontSize: fontSize + 6, fontWeight: "bold", color: colour("--c-card") }, itemStyle: { borderColor: colour("--c-card"), gapWidth: 2 },
      breadcrumb: { bottom: 0, height: 22, itemStyle: { color: colour("--c-soft"), textStyle: { color: colour("--c-text") } } },
    }],
  }),
  funnel: (rows, fontSize) => ({
    series: [{
      type: "funnel", sort: "none", left: 8, right: "32%", top: 8, bottom: 8, minSize: "12%", gap: 2,
      label: { position: "right", formatter: "{b} {c}", fontSize, color: colour("--c-text") },
      data: rows.filter((row) => row.value).map(({ name, value }) => ({ name, value })),
    }],
  }),
  sankey: (rows, fontSize) => ({
    series: [{
      type: "sankey", left: 4, right: fontSize * 7, top: 8, bottom: 8, draggable: false, nodeGap: 10,
      label: { fontSize, color: colour("--c-text") }, lineStyle: { color: "source", opacity: 0.35 },
      data: nodes(rows), links: rows.map((row) => ({ source: from(row), target: to(row), value: row.value })),
    }],
  }),
  bars: (rows, fontSize) => ({
    grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: rows.map((row) => row.name.replace(" ", "\n")), axisLabel: { fontSize, color: colour("--c-text"), interval: 0 } },
    yAxis: { type: "value", min: 0, minInterval: 1, axisLabel: { fontSize, color: colour("--c-text") }, splitLine: { lineStyle: { color: colour("--c-line") } } },
    series: [{ type: "bar", barMaxWidth: 48, data: rows.map((row) => row.value), label: { show: true, position: "top", fontSize, color: colour("--c-text") } }],
  }),
};

// What is left of a tier is a node of its own on each side: else the flow would run in a ring.
const rest = (name) => name.startsWith("不足");
const from = (row) => (rest(row.name) ? `来源：${row.name}` : row.name);
const to = (row) => (rest(row.to) ? `结果：${row.to}` : row.to);

function nodes(rows) {
  const names = new Set(rows.flatMap((row) => [from(row), to(row)]));
  return [...names].map((name) => ({ name }));
}

function calendar(section, fontSize) {
  const days = [...section.querySelectorAll("[data-day]")];
  const words = ["没有", "不足10件", "10–19件", "20–29件", "30件以上"];
  const shades = [colour("--c-soft"), ...[0.3, 0.5, 0.75, 1].map((part) => mix(colour("--chart-1"), colour("--c-card"), part))];
  return {
    tooltip: { renderMode: "richText", formatter: ({ value }) => `${value[0]}  ${words[value[1]]}` },
    visualMap: {
      type: "piecewise", orient: "horizontal", left: "center", bottom: 0, itemWidth: 14, textStyle: { fontSize, color: colour("--c-text") },
      pieces: words.map((label, at) => ({ value: at, label, color: shades[at] })),
    },
    calendar: {
      range: [days[0].dataset.day, days[days.length - 1].dataset.day], left: fontSize * 2, right: 8, top: fontSize * 2, bottom: fontSize * 3, cellSize: ["auto", "auto"],
      dayLabel: { firstDay: 1, nameMap: ["日", "一", "二", "三", "四", "五", "六"], fontSize, color: colour("--c-text") },
      monthLabel: { nameMap: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"], fontSize, color: colour("--c-text") },
      yearLabel: { show: false }, splitLine: { show: false }, itemStyle: { borderColor: colour("--c-card"), borderWidth: 2, color: colour("--c-card") },
    },
    series: [{ type: "heatmap", coordinateSystem: "calendar", data: days.map((day) => [day.dataset.day, Number(day.dataset.level)]) }],
  };
}

function mix(one, other, part) {
  const parts = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  const under = parts(other);
  return `rgb(${parts(one).map((value, at) => Math.round(value * part + under[at] * (1 - part))).join(",")})`;
}

function draw(section) {
  const space = section.querySelector("[data-canvas]");
  const { chart: kind } = section.dataset;
  space.hidden = false;
  // Folded first: the drawing takes the room that is left.
  const table = section.querySelector("[data-table]");
  if (table) table.open = false;
  const made = window.echarts.init(space, null, { renderer: "canvas" });
  const less = document.querySelector("[data-wall]") ? 0 : 3;
  const size = Math.max(12, parseFloat(getComputedStyle(space).fontSize) - less);
  made.setOption({
    color: palette(), animation: !still, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: size },
    tooltip: { renderMode: "richText", confine: true },
    aria: { enabled: false, decal: { show: kind !== "calendar" && kind !== "sankey" } },
    ...(kind === "calendar" ? calendar(section, size) : OPTIONS[kind](rowsOf(section), size)),
  });
  made.on("click", ({ data }) => {
    if (data?.url && !data.children?.length && !document.querySelector("[data-wall]")) window.location.assign(data.url);
  });
  // The room changes with the window, with a folded table, and with each pair that the wall shows.
  new ResizeObserver(() => {
    if (space.clientHeight && space.isConnected) made.resize();
  }).observe(space);
  drawn.set(space, made);
  // Where it is wider than the screen, the newest days are what people look for.
  const strip = section.querySelector(".chart-wide");
  if (strip) strip.scrollLeft = strip.scrollWidth;
}

function drawAll() {
  if (!window.echarts) return;
  for (const [space, made] of drawn) {
    if (space.isConnected) continue;
    made.dispose();
    drawn.delete(space);
  }
  document.querySelectorAll("[data-chart]").forEach((section) => {
    if (section.offsetParent !== null && !drawn.has(section.querySelector("[data-canvas]"))) draw(section);
  });
}

drawAll();
document.addEventListener("htmx:afterSettle", drawAll);
document.addEventListener("wall:shown", drawAll);
// Folded away for the screen, but paper shows the tables.
window.addEventListener("beforeprint", () => document.querySelectorAll("[data-table]").forEach((one) => { one.open = true; }));
