// Puts the page together from its data.
const data = JSON.parse(document.getElementById("data").textContent);
const views = new Map();

function viewOf(chart) {
  if (!views.has(chart.column)) views.set(chart.column, new View(chart.column, { ...chart.x, label: chart.column === "time_ns" ? "time" : chart.x.label }, data.peak));
  return views.get(chart.column);
}

function makeFigure(chart) {
  const host = document.querySelector(`#${chart.section} .charts`);
  if (chart.kind === "words") {
    host.append(element("p", { class: "chart-words", id: `chart-${chart.name}` }, chart.parts[0].words));
    return { draw() {} };
  }
  switch (chart.kind) {
    case "lines": return new LineFigure(host, chart, data.runs, viewOf(chart));
    case "ranked": return new RankedFigure(host, chart, data.runs);
    case "bars": return new BarFigure(host, chart, data.runs);
    default: return new HeatFigure(host, chart, data.runs, viewOf(chart));
  }
}

/** The buttons that zoom all charts of an axis, and what is shown of it. */
function makeZoom(host, view) {
  const text = element("span", { class: "shown" });
  const button = (label, words, action) => {
    const node = element("button", { type: "button", "aria-label": words, title: words }, label);
    node.addEventListener("click", action);
    return node;
  };
  const whole = button("Whole run", "Show the whole run", () => view.whole());
  host.append(element("div", { class: "view", role: "group", "aria-label": `Zoom of ${view.axis.label}` }, text,
    button("−", "Zoom out", () => view.stretch(2)), button("+", "Zoom in", () => view.stretch(0.5)), whole));
  const say = instant => view.axis.quantity === "ns" ? quantity("ns", instant) : grouped(Math.round(instant));
  const state = { draw: () => state.read(), read: () => {
    text.textContent = `${view.from === 0 ? "0" : say(view.from)} – ${say(view.to)}`;
    whole.disabled = view.isWhole && !view.isPinned;
  } };
  view.figures.push(state);
  state.read();
}

const figures = data.charts.map(makeFigure);
for (const view of views.values()) makeZoom(document.getElementById("zoom"), view);
for (const figure of figures) figure.draw();
if (data.stacks.length > 0) new FlameFigure(document.querySelector(".flame-host"), data.stacks, data.frames, data.runs);

const tableHost = document.querySelector("#tables .tables");
const options = { isExact: false };
const exact = element("input", { type: "checkbox", id: "exact" });
tableHost.append(element("p", {}, element("label", {}, exact, " exact numbers, as in the file")));
const tables = data.tables.map(table => new Table(tableHost, table, data.runs, options));
exact.addEventListener("change", () => {
  options.isExact = exact.checked;
  for (const table of tables) table.draw();
});
tables[0].details.open = true;
document.documentElement.dataset.ready = "yes";
if (data.heap) showMap(data.heap);
