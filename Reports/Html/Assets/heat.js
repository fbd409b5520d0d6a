// Cells of ranges against time. The cells are pixels of a small picture that is stretched to its place; axes and cursor lie above it.
const CELL_SCALE = 10000;

class HeatFigure extends Figure {
  constructor(host, chart, runs, view) {
    super(host, chart, runs, window.innerWidth < 600 ? 300 : 400);
    this.view = view;
    this.margin.left = 102;
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.plot.prepend(this.canvas);
    this.pictures = chart.parts.map(part => ({ part, cells: unpacked(part) }));
    this.current = this.pictures[0];
    this.row = -1;
    if (chart.parts.length > 1) this.chooseRun();
    this.scale = element("span", { class: "scale" });
    this.legend.append(element("span", { class: "item" }, element("span", {}, "0%"), this.scale, element("span", {}, quantity("ratio", chart.parts[0].greatest)), element("span", { class: "label" }, chart.parts[0].colour), this.value = element("span", { class: "value" })));
    for (const kind of ["zero", "none"]) if (chart.parts[0][kind]) this.legend.append(element("span", { class: "item" }, element("span", { class: `swatch heat-${kind}` }), element("span", { class: "label" }, chart.parts[0][kind])));
    for (const { part } of this.pictures) view.add(this, part.x[0], part.x.at(-1));
    view.figures = [...new Set(view.figures)];
    this.input = new TimeInput(this, view, () => this.current.part.x);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    window.addEventListener("beforeprint", () => this.draw());
    window.addEventListener("afterprint", () => this.draw());
  }

  chooseRun() {
    const select = element("select", {}, ...this.pictures.map(({ part }, i) => element("option", { value: i }, this.runs[part.run])));
    select.addEventListener("change", () => {
      this.current = this.pictures[select.value];
      this.draw();
    });
    this.controls.append(element("label", {}, "Run ", select));
  }

  draw() {
    const { part } = this.current;
    const longest = Math.max(...part.rows.map(row => row.length));
    this.letters = Math.max(8, Math.floor(((this.plot.clientWidth || 640) * 0.45 - 16) / 6.7));
    this.margin.left = Math.max(102, Math.min(longest, this.letters) * 6.7 + 16);
    this.begin();
    const bottom = this.height - this.margin.bottom;
    const cell = this.inner.height / part.rows.length;
    const place = row => bottom - cell * row;
    const at = this.drawTime(this.view);
    this.places = { at, place, cell };
    this.paint(at);
    for (const row of part.breaks) this.svg.append(shape("line", { class: "gap", x1: this.margin.left, x2: this.width - this.margin.right, y1: place(row), y2: place(row) }));
    const every = Math.max(1, Math.ceil(20 / cell));
    for (let row = 0; row < part.rows.length; row += every) {
      this.svg.append(shape("text", { class: "tick address", x: this.margin.left - 8, y: place(row) - cell / 2 + 4, "text-anchor": "end" }, part.rows[row].length > this.letters ? `${part.rows[row].slice(0, this.letters - 1)}…` : part.rows[row]));
    }
    this.svg.append(shape("text", { class: "axis", x: 0, y: 13 }, this.chart.y.label));
    this.band = shape("rect", { class: "band", y: this.margin.top, height: this.inner.height, width: 0 });
    this.cursor = shape("line", { class: "cursor", y1: this.margin.top, y2: bottom });
    this.svg.append(this.band, this.cursor);
    this.scale.style.background = `linear-gradient(to right, ${heatStops().map((stop, i) => i === 1 ? `${stop} 1%` : stop).join(", ")})`;
    this.read();
  }

  /** Paints the cells that are in sight. */
  paint(at) {
    const { part, cells } = this.current;
    const sharp = window.devicePixelRatio || 1;
    this.canvas.width = this.inner.width * sharp;
    this.canvas.height = this.inner.height * sharp;
    Object.assign(this.canvas.style, { left: `${this.margin.left}px`, top: `${this.margin.top}px`, width: `${this.inner.width}px`, height: `${this.inner.height}px` });
    const columns = part.x.length;
    const step = columns > 1 ? (part.x.at(-1) - part.x[0]) / (columns - 1) : 1;
    const from = Math.max(0, Math.floor((this.view.from - part.x[0]) / step));
    const to = Math.min(columns, Math.ceil((this.view.to - part.x[0]) / step) + 1);
    const context = this.canvas.getContext("2d");
    context.imageSmoothingEnabled = false;
    if (to > from) {
      const left = at(part.x[0] + from * step) - this.margin.left;
      const right = at(part.x[0] + to * step) - this.margin.left;
      context.drawImage(this.picture(part, cells), from, 0, to - from, part.rows.length, left * sharp, 0, (right - left) * sharp, this.canvas.height);
    }
  }

  picture(part, cells) {
    const columns = part.x.length;
    const rows = part.rows.length;
    const canvas = new OffscreenCanvas(columns, rows);
    const context = canvas.getContext("2d");
    const pixels = context.createImageData(columns, rows);
    const palette = heatPalette();
    const nothing = heatNothing();
    for (let i = 0; i < cells.length; i++) {
      const target = (rows - 1 - Math.floor(i / columns)) * columns + i % columns;
      pixels.data.set(cells[i] < 0 ? nothing : palette[Math.round(cells[i] / CELL_SCALE * 255)], target * 4);
    }
    context.putImageData(pixels, 0, 0);
    return canvas;
  }

  /** Takes note of the row below the pointer. */
  point(event) {
    const { top } = this.plot.getBoundingClientRect();
    const row = Math.floor((this.height - this.margin.bottom - (event.clientY - top)) / this.places.cell);
    this.row = row >= 0 && row < this.current.part.rows.length ? row : -1;
  }

  read() {
    const { part, cells } = this.current;
    const x = this.places.at(this.view.at);
    this.cursor.setAttribute("x1", x);
    this.cursor.setAttribute("x2", x);
    this.cursor.classList.toggle("home", this.view.isHome);
    const column = indexAt(part.x, this.view.at);
    const hasCell = this.row >= 0 && column >= 0 && !this.view.isHome;
    const cell = hasCell ? cells[this.row * part.x.length + column] : null;
    this.setValue(this.value, hasCell && cell >= 0 ? cell / CELL_SCALE * part.greatest : null, { quantity: "ratio" });
    if (hasCell && cell < 0) this.value.textContent = part.none || "–";
    if (!hasCell) this.value.textContent = "";
    this.readout.textContent = hasCell ? `${instantText(this.view)}, ${part.rows[this.row]}${part.owners[this.row] ? `, ${part.owners[this.row]}` : ""}` : instantText(this.view);
  }

  select(from, to) {
    const [a, b] = from === null ? [0, 0] : [this.places.at(from), this.places.at(to)].sort((p, q) => p - q);
    this.band.setAttribute("x", a);
    this.band.setAttribute("width", b - a);
  }

  words() { return `${this.readout.textContent} ${this.value.textContent}`; }

  key(event) {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!step) return this.input.key(event);
    event.preventDefault();
    this.row = Math.min(this.current.part.rows.length - 1, Math.max(0, this.row + step));
    this.view.read(this.view.at);
    requestAnimationFrame(() => speak(this.words()));
  }
}

function unpacked(part) {
  const cells = new Int16Array(part.rows.length * part.x.length);
  let at = 0;
  for (let i = 0; i < part.cells.length; i += 2) {
    cells.fill(part.cells[i], at, at + part.cells[i + 1]);
    at += part.cells[i + 1];
  }
  return cells;
}

/** The colour of a cell without a value, as bytes. */
function heatNothing() {
  const colour = getComputedStyle(document.documentElement).getPropertyValue("--heat-none").trim();
  return [...[1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16)), 255];
}

function heatStops() { return getComputedStyle(document.documentElement).getPropertyValue("--heat").trim().split(/\s+/); }

/** 256 colours between the stops that the style sheet names, as bytes. */
function heatPalette() {
  const stops = heatStops().map(stop => [1, 3, 5].map(at => parseInt(stop.slice(at, at + 2), 16)));
  return Array.from({ length: 256 }, (_, i) => {
    if (i === 0) return [...stops[0], 255];
    const place = 1 + (i / 255) * (stops.length - 2);
    const low = Math.min(stops.length - 2, Math.floor(place));
    return [...stops[low].map((part, c) => Math.round(part + (stops[low + 1][c] - part) * (place - low))), 255];
  });
}
