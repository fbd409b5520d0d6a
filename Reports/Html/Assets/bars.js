// A bar for each category. One run: the bar is made of its parts. Several runs: bars side by side, of the part that is chosen or of all together.
class BarFigure extends Figure {
  constructor(host, chart, runs) {
    super(host, chart, runs, window.innerWidth < 600 ? 260 : 320);
    this.isMany = runs.length > 1;
    const names = [...new Set(chart.parts.flatMap(part => part.categories))];
    this.categories = names.every(name => sizeIn(name) !== null) ? names.sort((a, b) => sizeIn(a) - sizeIn(b)) : names;
    this.chosen = -1;
    this.isLog = chart.parts[0].log;
    this.measure = "";
    if (this.isMany) this.choosePart();
    this.makePieces();
    this.plot.addEventListener("pointermove", event => this.choose(this.categoryAt(event)));
    this.plot.addEventListener("pointerleave", () => this.choose(-1));
  }

  choosePart() {
    const parts = new Map(this.chart.parts.flatMap(part => part.series).map(series => [series.column, series.label]));
    if (parts.size < 2) return;
    const select = element("select", {}, element("option", { value: "" }, "all together"), ...[...parts].map(([column, label]) => element("option", { value: column }, label)));
    select.addEventListener("change", () => {
      this.measure = select.value;
      this.makePieces();
      this.draw();
    });
    this.controls.append(element("label", {}, "Measure ", select));
  }

  /** What stands in each category: one stack of pieces for each run. */
  makePieces() {
    this.legend.replaceChildren();
    this.stacks = this.chart.parts.map(part => {
      const chosen = part.series.filter(series => !this.measure || series.column === this.measure);
      const pieces = this.isMany
        ? [{ label: this.runs[part.run], colour: `c${part.run % COLOURS}`, values: part.categories.map((_, i) => chosen.reduce((sum, series) => sum + series.values[i], 0)) }]
        : chosen.map((series, i) => ({ label: series.label, colour: chosen.length === 2 && i === 1 ? "c3" : `c${i % COLOURS}`, values: series.values }));
      for (const piece of pieces) piece.cell = this.legendItem(piece.colour, piece.label, false);
      return { part, pieces, index: new Map(part.categories.map((category, i) => [category, i])) };
    });
  }

  /** What the categories are. */
  get subject() {
    const { label, unit, quantity } = this.chart.x;
    return unit && quantity !== "bytes" ? `${label} (${unit})` : label;
  }

  label(category) {
    return this.chart.x.quantity === "bytes" && /^\d+$/.test(category) ? scaledShort(Number(category)) : category;
  }

  heightOf(stack, category) {
    const i = stack.index.get(category);
    return i === undefined ? 0 : stack.pieces.reduce((sum, piece) => this.isLog ? Math.max(sum, piece.values[i]) : sum + piece.values[i], 0);
  }

  draw() {
    const band = ((this.plot.clientWidth || 640) - this.margin.left - this.margin.right) / this.categories.length;
    const longest = Math.max(...this.categories.map(category => this.label(category).length));
    const isTurned = longest * 7 > band;
    this.margin.bottom = (isTurned ? 34 + longest * 4.6 : 40) + 15 * (this.linesOf(this.subject).length - 1);
    this.begin();
    this.band = band;
    const most = Math.max(0, ...this.stacks.flatMap(stack => this.categories.map(category => this.heightOf(stack, category))));
    const notes = this.chart.parts[0].notes;
    const longestNote = Math.max(...notes.map(note => note.length));
    this.notes = this.isMany || longestNote === 0 || band < 12 ? "none" : longestNote * 6.5 > band ? "upright" : "level";
    const room = { none: 0, level: 16, upright: longestNote * 6.4 }[this.notes];
    const stretch = this.inner.height / Math.max(this.inner.height * 0.4, this.inner.height - room);
    const place = this.isLog ? this.drawLogarithmic(most, stretch) : this.drawVertical(most * stretch);
    this.shade = shape("rect", { class: "band", y: this.margin.top, height: this.inner.height, width: 0 });
    this.svg.append(this.shade);
    const every = Math.ceil(13 / band);
    this.categories.forEach((category, at) => this.drawCategory(category, at, place, at % every === 0, isTurned));
    const bottom = this.height - this.margin.bottom;
    this.svg.append(shape("line", { class: "base", x1: this.margin.left, x2: this.width - this.margin.right, y1: bottom, y2: bottom }));
    this.drawLowerLabel(this.subject);
    this.read();
  }

  /** A vertical axis by powers of ten, from a half up. Gives the function from value to place. */
  drawLogarithmic(most, stretch) {
    const decades = Math.max(1, Math.log10(Math.max(most, 1)) - Math.log10(0.5)) * stretch;
    const bottom = this.height - this.margin.bottom;
    const place = value => bottom - this.inner.height * Math.max(0, Math.log10(Math.max(value, 0.5)) - Math.log10(0.5)) / decades;
    for (let value = 1; place(value) > this.margin.top; value *= 10) {
      this.svg.append(
        shape("line", { class: "grid", x1: this.margin.left, x2: this.width - this.margin.right, y1: place(value), y2: place(value) }),
        shape("text", { class: "tick", x: this.margin.left - 8, y: place(value) + 4, "text-anchor": "end" }, value < 1e6 ? grouped(value) : value.toExponential(0)));
    }
    this.svg.append(shape("text", { class: "axis", x: 0, y: 13 }, this.chart.y.label));
    return place;
  }

  drawCategory(category, at, place, isLabelled, isTurned) {
    const middle = this.margin.left + this.band * (at + 0.5);
    const width = Math.min(this.band * 0.78, 110) / this.stacks.length;
    const start = middle - width * this.stacks.length / 2;
    this.stacks.forEach((stack, s) => {
      const i = stack.index.get(category);
      if (i === undefined) return;
      let sum = 0;
      const share = width / stack.pieces.length;
      for (const [p, piece] of stack.pieces.entries()) {
        const value = piece.values[i];
        if (value > 0 && this.isLog) {
          const y = place(value);
          this.svg.append(shape("rect", { class: `piece ${piece.colour}`, x: start + width * s + share * p, width: Math.max(0.5, share - (share > 4 ? 1 : 0)), y, height: place(0) - y }));
          sum = Math.max(sum, value);
          continue;
        }
        if (value > 0) {
          const y = place(sum + value);
          this.svg.append(shape("rect", { class: `piece ${piece.colour}`, x: start + width * s, width: Math.max(0.5, width - (width > 4 ? 1 : 0)), y, height: place(sum) - y }));
        }
        sum += value;
      }
      if (this.notes !== "none" && sum > 0) this.drawNote(stack.part.notes[i], middle, place(sum) - 5);
    });
    if (isLabelled) {
      const y = this.height - this.margin.bottom + (isTurned ? 10 : 18);
      this.svg.append(shape("text", { class: "tick", x: middle, y, "text-anchor": isTurned ? "end" : "middle", transform: isTurned ? `rotate(-50 ${middle} ${y}) translate(0 3)` : null }, this.label(category)));
    }
  }

  drawNote(note, x, y) {
    const isUpright = this.notes === "upright";
    this.svg.append(shape("text", { class: "note", x, y, "text-anchor": isUpright ? "start" : "middle", transform: isUpright ? `rotate(-90 ${x} ${y}) translate(0 4)` : null }, note));
  }

  categoryAt(event) {
    const x = event.clientX - this.plot.getBoundingClientRect().left - this.margin.left;
    const at = Math.floor(x / this.band);
    return at >= 0 && at < this.categories.length ? at : -1;
  }

  choose(at) {
    this.chosen = at;
    this.read();
  }

  /** Shows the values of the chosen category, or the sums over all. */
  read() {
    const category = this.categories[this.chosen];
    this.shadeAt(this.chosen);
    for (const { pieces, index } of this.stacks) {
      for (const { cell, values } of pieces) {
        this.setValue(cell, category === undefined ? values.reduce((sum, value) => sum + value, 0) : index.has(category) ? values[index.get(category)] : null);
      }
    }
    const note = category === undefined || this.isMany || !this.chart.parts[0].notes ? "" : this.chart.parts[0].notes[this.stacks[0].index.get(category)];
    this.readout.textContent = category === undefined ? "in all" : `${this.subject} ${this.label(category)}${note ? ` · ${note}` : ""}`;
    this.readout.setAttribute("data-category", category ?? "");
  }

  shadeAt(at) {
    this.shade.setAttribute("width", at < 0 ? 0 : this.band);
    this.shade.setAttribute("x", this.margin.left + this.band * Math.max(0, at));
  }

  key(event) {
    const last = this.categories.length - 1;
    const places = { ArrowLeft: Math.max(0, this.chosen - 1), ArrowUp: Math.max(0, this.chosen - 1), ArrowRight: Math.min(last, this.chosen + 1), ArrowDown: Math.min(last, this.chosen + 1), Home: 0, End: last, Escape: -1 };
    if (!(event.key in places)) return;
    event.preventDefault();
    this.choose(places[event.key]);
    speak(`${this.readout.textContent}: ${this.stacks.flatMap(stack => stack.pieces).map(({ label, cell }) => `${label} ${cell.textContent}`).join(", ")}`);
  }
}

/** What a category measures, where it is a plain number or a size such as 1.25 KiB; otherwise null. */
function sizeIn(text) {
  const match = /^(\d+(?:\.\d+)?)(?: (B|KiB|MiB|GiB))?$/.exec(text);
  return match ? Number(match[1]) * { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }[match[2]] || Number(match[1]) : null;
}

/** Bytes as short as they go: 48 B, 1.25 KiB, 2 MiB. */
function scaledShort(bytes) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const unit = bytes > 0 ? Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10)) : 0;
  return `${Number((bytes / 1024 ** unit).toFixed(2))} ${units[unit]}`;
}
