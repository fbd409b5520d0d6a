// Bars that lie below each other, for categories with long names. It reads like upright bars; only the drawing is another.
class RankedFigure extends BarFigure {
  get subject() { return this.chart.y.label; }

  /** The values lie on the horizontal axis. */
  setValue(cell, value) { super.setValue(cell, value, this.chart.x); }

  draw() {
    const longest = Math.max(...this.categories.map(category => category.length));
    const isNarrow = this.plot.clientWidth < 600;
    this.margin = { left: Math.min(longest * 7 + 12, isNarrow ? 140 : 260), right: 18, top: 4, bottom: 40 };
    this.pitch = 8 + 14 * Math.max(1, this.stacks.length * 0.75);
    this.height = this.margin.top + this.margin.bottom + this.pitch * this.categories.length;
    this.begin();
    const most = Math.max(1, ...this.stacks.flatMap(stack => this.categories.map(category => this.heightOf(stack, category))));
    const unit = unitOf(this.chart.x, most);
    const place = value => this.margin.left + this.inner.width * value / most;
    const bottom = this.height - this.margin.bottom;
    const { values, digits } = ticks(0, most / unit.divisor, this.inner.width / 90);
    for (const value of values) {
      const x = place(value * unit.divisor);
      this.svg.append(
        shape("line", { class: "grid", x1: x, x2: x, y1: this.margin.top, y2: bottom }),
        shape("text", { class: "tick", x, y: bottom + 18, "text-anchor": "middle" }, grouped(value, digits)));
    }
    this.shade = shape("rect", { class: "band", x: 0, width: this.width, y: 0, height: 0 });
    this.svg.append(this.shade);
    this.categories.forEach((category, at) => this.drawRow(category, at, place));
    this.svg.append(shape("line", { class: "base", x1: this.margin.left, x2: this.margin.left, y1: this.margin.top, y2: bottom }));
    this.drawLowerLabel(unit.text);
    this.read();
  }

  drawRow(category, at, place) {
    const top = this.margin.top + this.pitch * at;
    const height = this.pitch * 0.74 / this.stacks.length;
    this.stacks.forEach((stack, s) => {
      const i = stack.index.get(category);
      let sum = 0;
      for (const piece of i === undefined ? [] : stack.pieces) {
        const value = piece.values[i];
        if (value > 0) this.svg.append(shape("rect", { class: `piece ${piece.colour}`, x: place(sum), width: place(sum + value) - place(sum), y: top + this.pitch * 0.13 + height * s, height: Math.max(1, height - (this.stacks.length > 1 ? 1 : 0)) }));
        sum += value;
      }
    });
    const letters = Math.floor((this.margin.left - 12) / 7);
    const label = category.length > letters ? `${category.slice(0, letters - 1)}…` : category;
    this.svg.append(shape("text", { class: "tick", x: this.margin.left - 8, y: top + this.pitch / 2 + 4, "text-anchor": "end" }, shape("title", {}, category), label));
  }

  categoryAt(event) {
    const at = Math.floor((event.clientY - this.plot.getBoundingClientRect().top - this.margin.top) / this.pitch);
    return at >= 0 && at < this.categories.length ? at : -1;
  }

  shadeAt(at) {
    this.shade.setAttribute("height", at < 0 ? 0 : this.pitch);
    this.shade.setAttribute("y", this.margin.top + this.pitch * Math.max(0, at));
  }
}
