// The map of the address space: cells on a canvas, a slider over the moments, and what lies in the chosen cell.
const LISTED = 200;
const LINE = 18;

class HeapMap {
  constructor(recording) {
    this.recording = recording;
    this.chosen = -1;
    const last = recording.data.moments.length - 1;
    this.slider = element("input", { type: "range", id: "moment", min: 0, max: last, step: 1, value: recording.fullest(), "aria-label": "Moment of the run", title: "Moment of the run" });
    this.marked = element("span", { class: "marked" }, this.slider);
    this.mark(last);
    this.when = element("output", { class: "when", for: "moment" });
    const options = [...new Set(recording.data.views.filter(view => view.address >= 0).flatMap(view => Object.keys(view.filters)))];
    this.colour = element("select", { id: "colour", title: "What the colours say" }, element("option", { value: "full" }, "how full"), element("option", { value: "pages" }, "state of pages"), ...options.map(name => element("option", { value: `by ${name}` }, name)));
    this.place = element("input", { type: "search", id: "place", placeholder: "0x…", "aria-label": "Address to show", title: "Address to show" });
    this.canvas = element("canvas", { tabindex: 0, role: "img", "aria-label": "Map of the address space; arrow keys choose a cell" });
    this.frame = element("div", { class: "map-frame" }, this.canvas);
    this.legend = element("p", { class: "legend" });
    document.querySelector(".map-host").append(
      element("div", { class: "map-controls" }, element("label", { for: "moment" }, "Moment"), this.marked, this.when),
      element("div", { class: "map-controls" }, element("label", {}, "Colours ", this.colour), element("label", {}, "Address ", this.place)), this.legend, this.frame);
    this.found = document.querySelector(".found-host");
    this.slider.addEventListener("input", () => this.go());
    this.colour.addEventListener("change", () => this.draw());
    this.place.addEventListener("change", () => this.choose(this.recording.cellOf(Number(this.place.value))));
    this.canvas.addEventListener("click", event => this.point(event));
    this.canvas.addEventListener("keydown", event => this.key(event));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    window.addEventListener("resize", () => this.draw());
    const { leftOut } = recording.data;
    if (leftOut.length > 0) document.querySelector(".map-host").append(element("p", { class: "note" }, `Left out, since there were too many at a moment: ${leftOut.join(", ")}. The command inspect shows them.`));
    this.go();
  }

  /** Marks the peak on the slider: a click goes there. */
  mark(last) {
    const peak = this.recording.peak();
    if (peak < 0) return;
    const button = element("button", { type: "button", class: "peak-mark", title: "To the peak of requested bytes", "aria-label": "To the peak of requested bytes" }, "▲");
    button.style.setProperty("--at", last > 0 ? peak / last : 0);
    button.addEventListener("click", () => {
      this.slider.value = peak;
      this.go();
    });
    this.marked.append(button);
  }

  /** Shows the slider's moment. */
  go() {
    this.moment = this.recording.at(Number(this.slider.value));
    this.live = this.recording.live(this.moment.objects);
    this.when.textContent = `after operation ${grouped(this.moment.index)}, ${quantity("ns", this.moment.time)}; ${counted(this.moment.objects.length, "object")}${this.moment.isPeak ? "; the peak of requested bytes" : ""}${Number(this.slider.value) === Number(this.slider.max) ? "; the end" : ""}`;
    this.slider.setAttribute("aria-valuetext", this.when.textContent);
    this.draw();
    this.tell();
  }

  /** The places of the stretches for the width that there is. */
  lay() {
    const { recording } = this;
    this.size = recording.cellCount <= 4096 ? 12 : recording.cellCount <= 32768 ? 8 : 4;
    this.columns = Math.max(16, Math.floor((this.frame.clientWidth - 16) / this.size));
    let top = 4;
    this.places = recording.data.stretches.map(([start, first, cells]) => {
      const place = { start, first, cells, top: top + LINE };
      top += LINE + Math.ceil(cells / this.columns) * this.size + 4;
      return place;
    });
    this.height = top;
  }

  draw() {
    this.lay();
    const sharp = Math.min(window.devicePixelRatio || 1, 2, 32000 / this.height);
    const width = this.columns * this.size + 8;
    Object.assign(this.canvas, { width: width * sharp, height: this.height * sharp });
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${this.height}px` });
    const context = this.canvas.getContext("2d");
    context.scale(sharp, sharp);
    const style = getComputedStyle(document.documentElement);
    const named = name => style.getPropertyValue(name).trim();
    const colours = this.colours(named);
    context.font = "12px ui-monospace, monospace";
    let end = 0;
    for (const { start, first, cells, top } of this.places) {
      context.fillStyle = named("--soft");
      context.fillText(`${hex(start)}, ${quantity("bytes", cells * this.recording.data.cell)}${end ? `, after a gap of ${quantity("bytes", start - end)}` : ""}`, 4, top - 5);
      for (let i = 0; i < cells; i++) {
        context.fillStyle = colours(first + i);
        context.fillRect(4 + i % this.columns * this.size, top + Math.floor(i / this.columns) * this.size, this.size - 1, this.size - 1);
      }
      if (this.chosen >= first && this.chosen < first + cells) {
        context.strokeStyle = named("--text");
        context.lineWidth = 2;
        const i = this.chosen - first;
        context.strokeRect(4 + i % this.columns * this.size - 1, top + Math.floor(i / this.columns) * this.size - 1, this.size + 1, this.size + 1);
      }
      end = start + cells * this.recording.data.cell;
    }
  }

  /** The colour of each cell, and the legend that says what it means. */
  colours(named) {
    const palette = Array.from({ length: COLOURS }, (_, i) => named(`--c${i}`));
    const states = this.recording.classes(this.moment.states.map(([start, end, state]) => [start, end - start, this.recording.data.stateNames[state]]));
    const nothing = named("--heat-none");
    this.legend.replaceChildren();
    const entry = (colour, text) => {
      const swatch = element("span", { class: "swatch" });
      Object.assign(swatch.style, { background: colour, width: "12px", height: "12px" });
      this.legend.append(element("span", { class: "item" }, swatch, element("span", { class: "label" }, text)));
    };
    if (this.colour.value === "full") {
      const stops = named("--heat").split(/\s+/);
      const shade = share => share === 0 ? stops[0] : stops[1 + Math.min(4, Math.floor(share * 5))];
      [[0, "no live byte"], [0.1, "below 20% live"], [0.3, "20%"], [0.5, "40%"], [0.7, "60%"], [1, "80% or more"]].forEach(([share, text]) => entry(shade(share), text));
      entry(nothing, "no memory");
      return cell => states.found[cell] < 0 || this.live[cell] === 0 && states.names[states.found[cell]] !== "Resident" ? nothing : shade(Math.min(1, this.live[cell] / this.recording.data.cell));
    }
    const option = this.colour.value.slice(3);
    const classes = this.colour.value === "pages" ? states : this.recording.classes(this.telling(option));
    classes.names.slice(0, 40).forEach((name, i) => entry(palette[i % COLOURS], name));
    entry(nothing, "none");
    return cell => classes.found[cell] < 0 ? nothing : palette[classes.found[cell] % COLOURS];
  }

  /** What the rows of the views that a summary counts by, then of the others, say of a choice. */
  telling(option) {
    const rows = this.moment.rows.filter(row => row.view.filters[option] !== undefined && row.bytes > 0);
    const first = rows.filter(row => row.view.isFirst);
    return [...first, ...rows.filter(row => !row.view.isFirst)].map(row => [row.start, row.bytes, row.cells[row.view.filters[option]] || "–"]);
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left - 4, event.clientY - box.top];
    const column = Math.floor(x / this.size);
    const place = this.places.findLast(each => each.top <= y);
    if (!place || column < 0 || column >= this.columns) return;
    const cell = Math.floor((y - place.top) / this.size) * this.columns + column;
    if (cell < place.cells) this.choose(place.first + cell);
  }

  key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -this.columns, ArrowDown: this.columns, Home: -Infinity, End: Infinity }[event.key];
    if (!step) return;
    event.preventDefault();
    this.choose(Math.max(0, Math.min(this.recording.cellCount - 1, this.chosen < 0 ? 0 : this.chosen + step)));
    speak(this.found.firstElementChild?.textContent ?? "");
  }

  choose(cell) {
    this.chosen = cell;
    this.draw();
    this.tell();
  }

  /** Writes down what lies in the chosen cell. */
  tell() {
    this.found.replaceChildren();
    if (this.chosen < 0) {
      this.found.append(element("p", { class: "words" }, "No cell is chosen, or the address is not on the map."));
      return;
    }
    const start = this.recording.addressOf(this.chosen);
    const end = start + this.recording.data.cell;
    const isHere = (from, bytes) => from < end && from + Math.max(bytes, 1) > start;
    const states = [...new Set(this.moment.states.filter(([from, to]) => from < end && to > start).map(each => this.recording.data.stateNames[each[2]]))];
    const rows = this.moment.rows.filter(row => row.view.address >= 0 && row.bytes > 0 && isHere(row.start, row.bytes));
    const kin = this.moment.rows.filter(row => row.view.address < 0 && rows.some(other => isKin(row, other)));
    const objects = this.moment.objects.filter(each => isHere(each.address, each.size));
    this.found.append(element("p", { class: "cell" }, `${hex(start)} to ${hex(end)}: ${states.join(", ").toLowerCase() || "not mapped"}, ${quantity("bytes", this.live[this.chosen])} live in ${counted(objects.length, "object")}`));
    this.list("Records", "record", rows.map(rowText));
    this.list("Of the same class", "kin", kin.map(rowText));
    this.list("Objects", "object", objects.map(each => `object address=${hex(each.address)} size=${each.size} number=${each.number} operation=${each.operation} thread=${each.thread} time_ns=${each.time} age_ns=${this.moment.time - each.time}${each.stack > 0 ? ` stack=${this.recording.data.stacks[each.stack]}` : ""}`));
  }

  list(heading, kind, lines) {
    if (lines.length === 0) return;
    this.found.append(element("h3", {}, heading), ...lines.slice(0, LISTED).map(line => element("pre", { class: kind }, line)));
    if (lines.length > LISTED) this.found.append(element("p", { class: "note" }, `and ${grouped(lines.length - LISTED)} more`));
  }
}

/** Whether a row that is no range shows the class of one that is: every choice that both views have shows the same, the class among them. */
function isKin(row, range) {
  const shared = Object.keys(row.view.filters).filter(name => name !== "state" && range.view.filters[name] !== undefined);
  return shared.includes("class") && shared.every(name => row.cells[row.view.filters[name]] === range.cells[range.view.filters[name]]);
}

/** Unpacks a recording and shows its map; the page says when that is done. */
function showMap(packed) {
  return unpackedRecording(packed).then(recording => {
    const map = new HeapMap(recording);
    document.documentElement.dataset.map = "yes";
    return map;
  });
}
