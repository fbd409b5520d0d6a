// What every chart has: a caption with a readout, a legend, a drawing surface with axes, and its keys.
class Figure {
  constructor(host, chart, runs, height) {
    this.chart = chart;
    this.runs = runs;
    this.height = height;
    this.margin = { left: 58, right: 14, top: 26, bottom: 40 };
    this.readout = element("p", { class: "readout" });
    this.controls = element("div", { class: "controls" });
    this.legend = element("div", { class: "legend" });
    this.svg = shape("svg", { "aria-hidden": "true" });
    this.plot = element("div", { class: "plot", tabindex: "0", role: "group", "aria-roledescription": "chart", "aria-label": `${chart.title}. Arrow keys read values${chart.kind === "bars" || chart.kind === "ranked" ? "" : "; plus, minus and escape zoom all charts"}.` }, this.svg);
    this.figure = element("figure", { class: `chart ${chart.kind}`, id: `chart-${chart.name}` },
      element("figcaption", {}, element("h3", {}, chart.title), this.readout), this.controls, this.legend, this.plot);
    host.append(this.figure);
    this.plot.addEventListener("keydown", event => this.key(event));
    new ResizeObserver(() => { if (this.plot.clientWidth !== this.width) this.draw(); }).observe(this.plot);
  }

  /** Empties the surface and measures it. */
  begin() {
    this.width = this.plot.clientWidth || 640;
    this.inner = { width: this.width - this.margin.left - this.margin.right, height: this.height - this.margin.top - this.margin.bottom };
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.svg.setAttribute("width", this.width);
    this.svg.setAttribute("height", this.height);
    this.svg.replaceChildren();
  }

  /** The vertical axis from 0 to max, with lines across. Gives the function from value to place. */
  drawVertical(max) {
    const unit = unitOf(this.chart.y, max);
    const top = max > 0 ? max * 1.04 : 1;
    const place = value => this.margin.top + this.inner.height * (1 - value / top);
    const { values, digits } = ticks(0, top / unit.divisor, this.height / 48);
    for (const value of values) {
      const y = place(value * unit.divisor);
      this.svg.append(
        shape("line", { class: "grid", x1: this.margin.left, x2: this.width - this.margin.right, y1: y, y2: y }),
        shape("text", { class: "tick", x: this.margin.left - 8, y: y + 4, "text-anchor": "end" }, grouped(value, digits)));
    }
    this.svg.append(shape("text", { class: "axis", x: 0, y: 13 }, unit.text));
    return place;
  }

  /** The shared axis below. Gives the function from instant to place. */
  drawTime(view) {
    const scale = this.inner.width / (view.to - view.from);
    const place = instant => this.margin.left + (instant - view.from) * scale;
    const unit = unitOf(view.axis, view.high);
    const bottom = this.height - this.margin.bottom;
    const { values, digits } = ticks(view.from / unit.divisor, view.to / unit.divisor, this.inner.width / 90);
    for (const value of values) {
      const x = place(value * unit.divisor);
      this.svg.append(
        shape("line", { class: "mark", x1: x, x2: x, y1: bottom, y2: bottom + 5 }),
        shape("text", { class: "tick", x, y: bottom + 18, "text-anchor": "middle" }, grouped(value, digits)));
    }
    this.svg.append(shape("line", { class: "base", x1: this.margin.left, x2: this.width - this.margin.right, y1: bottom, y2: bottom }));
    this.drawLowerLabel(unit.text);
    return place;
  }

  /** A text in lines that fit the figure's width. */
  linesOf(text) {
    const most = Math.floor((this.plot.clientWidth || 640) / 7.2);
    const lines = [""];
    for (const word of text.split(" ")) {
      const line = `${lines.at(-1)} ${word}`.trim();
      if (line.length > most && lines.at(-1)) lines.push(word); else lines[lines.length - 1] = line;
    }
    return lines;
  }

  /** The label of the lower axis, at its right end; as many lines as it takes. */
  drawLowerLabel(text) {
    const lines = this.linesOf(text);
    lines.forEach((line, i) => this.svg.append(shape("text", { class: "axis", x: this.width - this.margin.right, y: this.height - 5 - 15 * (lines.length - 1 - i), "text-anchor": "end" }, line)));
  }

  /** An entry of the legend; one that can be switched off is a button. */
  legendItem(colour, label, isDashed, onToggle) {
    const value = element("span", { class: "value" });
    const item = element(onToggle ? "button" : "span", { class: "item", type: onToggle ? "button" : null, "aria-pressed": onToggle ? "true" : null },
      element("span", { class: `swatch ${colour}${isDashed ? " dashed" : ""}` }), element("span", { class: "label" }, label), value);
    if (onToggle) {
      item.addEventListener("click", () => {
        const isOn = item.getAttribute("aria-pressed") !== "true";
        item.setAttribute("aria-pressed", String(isOn));
        onToggle(isOn);
      });
    }
    this.legend.append(item);
    return value;
  }

  setValue(cell, value, unit = this.chart.y) {
    cell.textContent = value === null ? "–" : quantity(unit.quantity, value, unit.quantity === "other" ? unit.unit : "");
    if (value === null) cell.removeAttribute("data-value"); else cell.setAttribute("data-value", value);
  }

  key() {}
}

/** Pointer and keys of a chart over time: reading, zooming, pinning. */
class TimeInput {
  constructor(figure, view, instants) {
    this.figure = figure;
    this.view = view;
    this.instants = instants;
    this.start = null;
    const plot = figure.plot;
    plot.addEventListener("pointermove", event => this.move(event));
    plot.addEventListener("pointerdown", event => this.down(event));
    plot.addEventListener("pointerup", event => this.up(event));
    plot.addEventListener("pointercancel", () => this.end());
    plot.addEventListener("pointerleave", () => { if (this.start === null) view.leave(); });
    plot.addEventListener("dblclick", () => view.whole());
    plot.addEventListener("wheel", event => this.wheel(event), { passive: false });
  }

  instant(event) {
    const { left, right } = this.figure.margin;
    const x = event.clientX - this.figure.plot.getBoundingClientRect().left;
    const share = Math.min(1, Math.max(0, (x - left) / (this.figure.width - left - right)));
    return this.view.from + share * (this.view.to - this.view.from);
  }

  move(event) {
    const instant = this.instant(event);
    this.figure.point?.(event);
    if (this.start !== null) this.figure.select(this.start, instant);
    else if (!this.view.isPinned) this.view.read(this.sampleAt(instant));
  }

  /** The sample that holds at an instant; before the first one, that one. */
  sampleAt(instant) {
    const at = this.instants();
    return at[Math.max(0, indexAt(at, instant))];
  }

  down(event) {
    if (event.button !== 0 || event.pointerType === "touch") return;
    this.start = this.instant(event);
    this.figure.plot.setPointerCapture(event.pointerId);
  }

  up(event) {
    if (this.start === null) return;
    const [from, to] = [this.start, this.instant(event)].sort((a, b) => a - b);
    this.end();
    if ((to - from) / (this.view.to - this.view.from) > 0.006) this.view.show(from, to); else this.view.pin();
  }

  end() {
    this.start = null;
    this.figure.select(null);
  }

  wheel(event) {
    if (!event.ctrlKey && !event.altKey) return;
    event.preventDefault();
    this.view.stretch(event.deltaY > 0 ? 1.25 : 0.8, this.instant(event));
  }

  key(event) {
    const at = this.instants();
    const here = Math.max(0, indexAt(at, this.view.at));
    const step = event.shiftKey ? 10 : 1;
    const go = index => {
      const instant = at[Math.min(at.length - 1, Math.max(0, index))];
      if (instant < this.view.from || instant > this.view.to) {
        const half = (this.view.to - this.view.from) / 2;
        this.view.show(instant - half, instant + half);
      }
      this.view.read(instant);
      requestAnimationFrame(() => speak(this.figure.words()));
    };
    const actions = {
      ArrowLeft: () => go(here - step),
      ArrowRight: () => go(here + step),
      Home: () => go(0),
      End: () => go(at.length - 1),
      "+": () => this.view.stretch(0.5),
      "=": () => this.view.stretch(0.5),
      "-": () => this.view.stretch(2),
      0: () => this.view.whole(),
      Escape: () => this.view.whole(),
    };
    if (event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  }
}
