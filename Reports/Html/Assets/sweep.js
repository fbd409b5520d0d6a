// The page of a sweep: memory against cost, all options and measures side by side, what each option does, and what to use.
const data = JSON.parse(document.getElementById("data").textContent);
const MEMORY = data.measures.map((measure, i) => [measure, i]).filter(([measure]) => measure.memory).map(([, i]) => i);
const COSTS = data.measures.map((measure, i) => [measure, i]).filter(([measure]) => !measure.memory && measure.varies).map(([, i]) => i);
const state = { memory: MEMORY[0], cost: COSTS[0] ?? MEMORY[1] ?? MEMORY[0], chosen: null };
const words = (measure, value) => value === null ? "no value" : quantity(data.measures[measure].quantity, value);
const text = (point, measure) => words(measure, point.m[measure]);
const hasBoth = point => point.m[state.memory] !== null && point.m[state.cost] !== null;
const settings = point => data.axes.map((axis, i) => `${axis} ${point.v[i]}`).join(", ");

/** The middle of those that are values; null where none is. */
function median(values) {
  const sorted = values.filter(value => value !== null).sort((a, b) => a - b);
  return sorted.length === 0 ? null : (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Points that no other beats in both measures, least memory first. */
function front() {
  const kept = [];
  for (const point of data.points.filter(hasBoth).sort((a, b) => a.m[state.memory] - b.m[state.memory] || a.m[state.cost] - b.m[state.cost] || a.n - b.n)) {
    const last = kept.at(-1);
    if (!last || point.m[state.cost] < last.m[state.cost] || (point.m[state.cost] === last.m[state.cost] && point.m[state.memory] === last.m[state.memory])) kept.push(point);
  }
  return kept;
}

/** A scale from values to places; by logarithms where they lie far apart. */
function scaleOf(all, from, to) {
  const values = all.filter(value => value !== null);
  const least = values.length > 0 ? Math.min(...values) : 0;
  const most = values.length > 0 ? Math.max(...values) : 0;
  const isLog = least > 0 && most / least > 100;
  const low = isLog ? Math.log10(least) : least;
  const span = (isLog ? Math.log10(most) : most) - low;
  return { place: value => from + (to - from) * (span > 0 ? 0.06 + 0.88 * ((isLog ? Math.log10(value) : value) - low) / span : 0.5), least, most, isLog };
}

function choice(label, of, key) {
  const select = element("select", {}, ...of.map(i => element("option", { value: i, selected: i === state[key] }, data.measures[i].label)));
  select.addEventListener("change", () => { state[key] = Number(select.value); drawAll(); });
  return element("label", {}, label, select);
}

function choose(point) {
  show(point);
  speak(`point ${point.n}: ${settings(point)}`);
}

function show(point) {
  state.chosen = point;
  drawAll();
  const use = document.getElementById("use");
  use.replaceChildren(element("h3", {}, `Use point ${point.n}`), element("p", {}, settings(point)), ...point.use.map(line => element("pre", { class: "command", tabindex: "0" }, line)));
}

class Pareto {
  constructor(host) {
    this.readout = element("p", { class: "readout" }, "point at a dot to read it, click to choose it");
    this.plot = element("div", { class: "plot", tabindex: "0", role: "group", "aria-roledescription": "chart", "aria-label": "Memory against cost. Arrow keys go along the points that none beats, enter chooses." });
    host.append(element("figure", { class: "chart pareto", id: "chart-pareto" }, element("figcaption", {}, element("h3", {}, "Memory against cost"), this.readout), element("div", { class: "controls" }, choice("Memory ", MEMORY, "memory"), choice("Cost ", COSTS.length > 0 ? COSTS : [state.cost], "cost")), this.plot));
    this.at = -1;
    this.plot.addEventListener("keydown", event => this.key(event));
  }

  draw() {
    const width = this.plot.clientWidth || 640;
    const height = width < 600 ? 300 : 420;
    const best = front();
    const across = scaleOf(data.points.map(point => point.m[state.cost]), 88, width - 20);
    const up = scaleOf(data.points.map(point => point.m[state.memory]), height - 44, 16);
    const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img" }, shape("title", {}, `${data.measures[state.memory].label} against ${data.measures[state.cost].label}`));
    svg.append(shape("line", { class: "base", x1: 88, x2: width - 20, y1: height - 44, y2: height - 44 }), shape("line", { class: "base", x1: 88, x2: 88, y1: 16, y2: height - 44 }));
    this.ends(svg, across, up, width, height);
    const path = best.map((point, i) => `${i === 0 ? "M" : `V${up.place(point.m[state.memory])}H`}${across.place(point.m[state.cost])}${i === 0 ? ` ${up.place(point.m[state.memory])}` : ""}`).join("");
    svg.append(shape("path", { class: "line c3", d: path }));
    for (const point of [...data.points.filter(each => hasBoth(each) && !best.includes(each)), ...best]) {
      const dot = shape("circle", { class: `spot ${best.includes(point) ? "best" : ""} ${point === state.chosen ? "chosen" : ""}`, cx: across.place(point.m[state.cost]), cy: up.place(point.m[state.memory]), r: point === state.chosen ? 8 : best.includes(point) ? 6 : 4 }, shape("title", {}, this.words(point)));
      dot.addEventListener("pointerenter", () => { this.readout.textContent = this.words(point); });
      dot.addEventListener("click", () => choose(point));
      svg.append(dot);
    }
    this.plot.replaceChildren(svg);
    const left = data.points.filter(each => !hasBoth(each)).length;
    if (left > 0) this.plot.append(element("p", { class: "words" }, `${grouped(left)} of ${counted(data.points.length, "point")} ${left === 1 ? "has" : "have"} no value of one of the two and ${left === 1 ? "is" : "are"} not in the picture.`));
  }

  ends(svg, across, up, width, height) {
    const [memory, cost] = [data.measures[state.memory], data.measures[state.cost]];
    const write = (x, y, anchor, words, kind = "tick") => svg.append(shape("text", { class: kind, x, y, "text-anchor": anchor }, words));
    write(84, up.place(up.most) + 4, "end", quantity(memory.quantity, up.most));
    if (up.most > up.least) write(84, up.place(up.least) + 4, "end", quantity(memory.quantity, up.least));
    write(across.place(across.least), height - 26, "middle", quantity(cost.quantity, across.least));
    if (across.most > across.least) write(across.place(across.most), height - 26, "end", quantity(cost.quantity, across.most));
    write(width - 20, height - 6, "end", cost.label + (across.isLog ? ", logarithmic" : ""), "axis");
    write(0, 12, "start", memory.label + (up.isLog ? ", logarithmic" : ""), "axis");
  }

  words(point) { return `point ${point.n}: ${text(point, state.memory)}, ${data.measures[state.cost].label} ${text(point, state.cost)} · ${settings(point)}`; }

  key(event) {
    const best = front();
    const step = { ArrowRight: -1, ArrowUp: -1, ArrowLeft: 1, ArrowDown: 1 }[event.key];
    if (event.key === "Enter" && this.at >= 0) choose(best[this.at]);
    else if (step) {
      this.at = Math.min(best.length - 1, Math.max(0, this.at + step));
      this.readout.textContent = this.words(best[this.at]);
      speak(this.readout.textContent);
    } else return;
    event.preventDefault();
  }
}

/** A line from axis to axis; it is interrupted where the point has no value. */
function pathOf(axes, point) {
  let isOn = false;
  return axes.map(axis => {
    const y = axis.y(point);
    const step = y === null ? "" : `${isOn ? "L" : "M"}${axis.x} ${y}`;
    isOn = y !== null;
    return step;
  }).join("");
}

/** A name in lines that fit between two axes: broken behind blanks and underscores, and a part that is too long anywhere. */
function nameLines(name) {
  const lines = [""];
  for (const part of name.split(/(?<=[ _])/).flatMap(word => word.match(/.{1,15}/g))) {
    if (lines.at(-1) && (lines.at(-1) + part).trim().length > 15) lines.push(part); else lines[lines.length - 1] += part;
  }
  return lines.map(line => line.trim());
}

class Parallel {
  constructor(host) {
    this.plot = element("div", { class: "plot" });
    host.append(element("figure", { class: "chart parallel", id: "chart-parallel" }, element("figcaption", {}, element("h3", {}, "Every point: its options and what came of them"), element("p", { class: "readout" }, "a line is a point; those that none beats are strong")), element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Options and measures of every point" }, this.plot)));
  }

  draw() {
    const axes = [
      ...data.axes.map((axis, i) => ({ name: axis, values: data.order[i], at: point => data.order[i].indexOf(point.v[i]) })).filter(axis => axis.values.length > 1),
      ...[...MEMORY, ...COSTS].map(i => ({ name: data.measures[i].label, measure: i })),
    ];
    const width = Math.max(this.plot.parentElement.clientWidth || 640, axes.length * 118);
    for (const axis of axes) axis.lines = nameLines(axis.name);
    const top = Math.max(60, 18 + 14 * Math.max(...axes.map(axis => axis.lines.length)));
    const height = 300 + top;
    const best = new Set(front());
    const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img" }, shape("title", {}, "Parallel coordinates of all points"));
    axes.forEach((axis, i) => {
      axis.x = 60 + (width - 120) * (axes.length > 1 ? i / (axes.length - 1) : 0.5);
      if (axis.measure === undefined) axis.y = point => height - 30 - (height - 30 - top) * axis.at(point) / (axis.values.length - 1);
      else {
        const scale = scaleOf(data.points.map(point => point.m[axis.measure]), height - 30, top);
        axis.y = point => point.m[axis.measure] === null ? null : scale.place(point.m[axis.measure]);
        axis.scale = scale;
      }
    });
    for (const point of [...data.points].sort((a, b) => best.has(a) - best.has(b) || (a === state.chosen) - (b === state.chosen))) {
      const line = shape("path", { class: `thread ${best.has(point) ? "best" : ""} ${point === state.chosen ? "chosen" : ""}`, d: pathOf(axes, point) }, shape("title", {}, `point ${point.n}: ${settings(point)}`));
      line.addEventListener("click", () => choose(point));
      svg.append(line);
    }
    for (const axis of axes) this.axis(svg, axis, height, top);
    this.plot.replaceChildren(svg);
  }

  axis(svg, axis, height, top) {
    svg.append(shape("line", { class: "base", x1: axis.x, x2: axis.x, y1: top, y2: height - 30 }));
    axis.lines.forEach((line, i) => svg.append(shape("text", { class: "axis", x: axis.x, y: 14 + 14 * i, "text-anchor": "middle" }, line)));
    const marks = axis.measure === undefined ? axis.values.map((value, i) => [value.length > 14 ? `${value.slice(0, 13)}…` : value, height - 30 - (height - 30 - top) * i / (axis.values.length - 1)])
      : [[quantity(data.measures[axis.measure].quantity, axis.scale.least), axis.scale.place(axis.scale.least)], [quantity(data.measures[axis.measure].quantity, axis.scale.most), axis.scale.place(axis.scale.most)]];
    for (const [words, y] of marks) svg.append(shape("text", { class: "tick halo", x: axis.x, y: y + 14, "text-anchor": "middle" }, words));
  }
}

/** What each option does: the median of a measure for each of its values, over all other options. */
function drawSensitivity(host) {
  const rows = data.axes.map((axis, i) => ({ axis, values: data.order[i].map(value => ({ value, points: data.points.filter(point => point.v[i] === value) })) })).filter(row => row.values.length > 1);
  const measures = [state.memory, state.cost];
  host.replaceChildren(...rows.map(row => element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `What ${row.axis} does` }, element("table", { class: "sensitivity" },
    element("caption", {}, row.axis),
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "value"), ...measures.flatMap(measure => [element("th", { scope: "col" }, `${data.measures[measure].label}, median`), element("th", { scope: "col" }, "against the first")]))),
    element("tbody", {}, ...row.values.map(each => element("tr", {}, element("th", { scope: "row" }, each.value), ...measures.flatMap(measure => {
      const value = median(each.points.map(point => point.m[measure]));
      const first = median(row.values[0].points.map(point => point.m[measure]));
      const change = first > 0 ? value / first - 1 : 0;
      return [element("td", { class: "number" }, words(measure, value)), element("td", { class: "number" }, each === row.values[0] || value === null || first === null ? "" : `${change > 0 ? "+" : change < 0 ? "−" : "±"}${grouped(Math.abs(change) * 100, 1)}%`)];
    }))))))));
}

function drawTable(host) {
  const shown = [...MEMORY, ...COSTS];
  const rows = front();
  host.replaceChildren(element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Points that none beats" }, element("table", { class: "front" },
    element("thead", {}, element("tr", {}, ...["point", ...data.axes, ...shown.map(i => data.measures[i].label), "use"].map(name => element("th", { scope: "col" }, name)))),
    element("tbody", {}, ...rows.map(point => {
      const button = element("button", { type: "button" }, "Use this");
      button.addEventListener("click", () => choose(point));
      return element("tr", { class: point === state.chosen ? "chosen" : null }, element("th", { scope: "row" }, String(point.n)), ...point.v.map(value => element("td", {}, value)), ...shown.map(i => element("td", { class: "number" }, text(point, i))), element("td", {}, button));
    })))));
}

const pareto = new Pareto(document.querySelector("#pareto .host"));
const parallel = new Parallel(document.querySelector("#parallel .host"));
function drawAll() {
  pareto.draw();
  parallel.draw();
  drawSensitivity(document.querySelector("#sensitivity .host"));
  drawTable(document.querySelector("#front .host"));
}
const answer = data.points.find(point => point.n === data.answer);
if (answer) show(answer);
else drawAll();
let width = window.innerWidth;
window.addEventListener("resize", () => { if (window.innerWidth !== width) { width = window.innerWidth; drawAll(); } });
document.documentElement.dataset.ready = "yes";
