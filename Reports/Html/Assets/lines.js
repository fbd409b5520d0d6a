// Lines over the shared axis, each value held until the next. One run: all its lines. Several runs: one line a run, of the measure that is chosen.
const MAIN_COLUMNS = ["true_resident_bytes", "page_ratio", "dirty_pages", "live_pages", "madvise_dontneed_calls"];

class LineFigure extends Figure {
  constructor(host, chart, runs, view) {
    super(host, chart, runs, window.innerWidth < 600 ? 230 : 300);
    this.view = view;
    this.marks = [];
    const first = Math.min(...chart.parts.map(part => part.x[0]));
    const last = Math.max(...chart.parts.map(part => part.x.at(-1)));
    if (runs.length > 1) this.choose();
    this.makeLines();
    view.add(this, first, last);
    this.input = new TimeInput(this, view, () => this.instants);
  }

  /** The choice of the measure, where several runs lie over each other. */
  choose() {
    const measures = new Map(this.chart.parts.flatMap(part => part.series).map(series => [series.column, series.label]));
    this.measure = MAIN_COLUMNS.find(column => measures.has(column)) ?? [...measures.keys()][0];
    if (measures.size < 2) return;
    const select = element("select", {}, ...[...measures].map(([column, label]) => element("option", { value: column, selected: column === this.measure }, label)));
    select.addEventListener("change", () => {
      this.measure = select.value;
      this.makeLines();
      this.draw();
    });
    this.controls.append(element("label", {}, "Measure ", select));
  }

  makeLines() {
    const isMany = this.runs.length > 1;
    this.isLayered = this.chart.parts[0].layered && !isMany;
    const all = this.chart.parts.flatMap(part => part.series
      .filter(series => !isMany || series.column === this.measure)
      .map((series, i) => ({ x: part.x, values: series.values, label: isMany ? this.runs[part.run] : series.label, colour: `c${(isMany ? part.run : i) % COLOURS}`, isDashed: isMany ? part.run >= COLOURS : series.dashed || i >= COLOURS, isBound: series.bound && !isMany, isOn: true })));
    this.legend.replaceChildren();
    this.lines = all;
    for (const line of all) {
      line.cell = this.legendItem(`${line.colour}${line.isBound ? " bound" : ""}`, line.label, line.isDashed, isOn => {
        line.isOn = isOn;
        this.draw();
      });
    }
    this.instants = all.length === 1 || this.chart.parts.length === 1
      ? this.chart.parts[0].x
      : [...new Set(all.flatMap(line => line.x))].sort((a, b) => a - b);
  }

  draw() {
    this.begin();
    const shown = this.lines.filter(line => line.isOn);
    const most = Math.max(0, ...shown.map(line => this.highest(line)));
    const top = this.view.isWhole ? this.chart.parts.reduce((sum, part) => Math.max(sum, part.top ?? Infinity), 0) : Infinity;
    const place = this.drawVertical(Math.min(most, top));
    const at = this.drawTime(this.view);
    const clip = `clip-${this.chart.name}`;
    this.svg.append(shape("clipPath", { id: clip }, shape("rect", { x: this.margin.left, y: this.margin.top - 4, width: this.inner.width, height: this.inner.height + 8 })));
    const group = shape("g", { "clip-path": `url(#${clip})` });
    if (this.isLayered) {
      for (const line of shown.filter(each => !each.isDashed)) group.append(shape("path", { class: `layer ${line.colour}`, d: `${this.path(line, at, place)}V${place(0)}H${at(Math.max(line.x[0], this.view.low))}Z` }));
    }
    for (const line of shown) {
      const path = this.path(line, at, place);
      group.append(line.isBound
        ? shape("path", { class: `bound ${line.colour}`, d: `${path}V${place(0)}H${at(Math.max(line.x[0], this.view.low))}Z` })
        : shape("path", { class: `line ${line.colour}${line.isDashed ? " dashed" : ""}`, d: path }));
    }
    this.band = shape("rect", { class: "band", y: this.margin.top, height: this.inner.height, width: 0 });
    this.cursor = shape("line", { class: "cursor", y1: this.margin.top, y2: this.height - this.margin.bottom });
    this.marks = shown.map(line => [line, shape("circle", { class: `dot ${line.colour}`, r: 3.5 })]);
    this.places = { at, place };
    group.append(this.cursor, ...this.marks.map(mark => mark[1]));
    this.svg.append(this.band, group);
    this.read();
  }

  /** The largest value that is in sight. */
  highest(line) {
    let most = 0;
    for (let i = Math.max(0, indexAt(line.x, this.view.from)); i < line.x.length && line.x[i] <= this.view.to; i++) most = Math.max(most, line.values[i]);
    return most;
  }

  path(line, at, place) {
    const first = Math.max(0, indexAt(line.x, this.view.from));
    let path = `M${at(line.x[first]).toFixed(1)} ${place(line.values[first]).toFixed(1)}`;
    for (let i = first + 1; i < line.x.length; i++) {
      path += `H${at(line.x[i]).toFixed(1)}`;
      if (line.x[i] > this.view.to) break;
      path += `V${place(line.values[i]).toFixed(1)}`;
    }
    return this.runs.length === 1 ? `${path}H${at(this.view.high).toFixed(1)}` : path;
  }

  /** Shows the values at the instant that is read. */
  read() {
    const { at, place } = this.places;
    const instant = this.view.at;
    const x = at(instant);
    this.cursor.setAttribute("x1", x);
    this.cursor.setAttribute("x2", x);
    this.cursor.classList.toggle("home", this.view.isHome);
    for (const line of this.lines) this.setValue(line.cell, this.valueAt(line, instant));
    for (const [line, dot] of this.marks) {
      const value = this.valueAt(line, instant);
      dot.setAttribute("visibility", value === null ? "hidden" : "visible");
      dot.setAttribute("cx", x);
      dot.setAttribute("cy", place(value ?? 0));
    }
    this.readout.textContent = instantText(this.view);
    this.readout.setAttribute("data-instant", instant);
  }

  valueAt(line, instant) {
    const i = indexAt(line.x, instant);
    return i < 0 ? null : line.values[i];
  }

  /** Marks the stretch that is being chosen; none for null. */
  select(from, to) {
    const [a, b] = from === null ? [0, 0] : [this.places.at(from), this.places.at(to)].sort((p, q) => p - q);
    this.band.setAttribute("x", a);
    this.band.setAttribute("width", b - a);
  }

  words() {
    return `${this.readout.textContent}: ${this.lines.filter(line => line.isOn).map(line => `${line.label} ${line.cell.textContent}`).join(", ")}`;
  }

  key(event) { this.input.key(event); }
}

/** Which instant is read, in words. */
function instantText(view) {
  const text = view.axis.quantity === "ns" ? quantity("ns", view.at) : `operation ${grouped(view.at)}`;
  return `at ${text}${view.isHome ? ", when most is requested" : view.isPinned ? ", held" : ""}`;
}
