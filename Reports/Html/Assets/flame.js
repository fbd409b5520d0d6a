// Call stacks as a flame graph, the outermost frame on top. A frame is as wide as the bytes below it.
const FLAME_MEASURES = [["live", "live"], ["wasted", "wasted by rounding up"], ["pinned", "pinned"]];
const FLAME_ROW = 19;

class FlameFigure {
  constructor(host, stacks, frames, runs) {
    Object.assign(this, { stacks, frames, measure: 0, words: "" });
    this.readout = element("p", { class: "readout" });
    this.parts = stacks.map(stack => ({ ...stack, label: `${runs.length > 1 ? `${runs[stack.run]}, ` : ""}at the ${stack.moment}` }));
    this.part = this.parts.find(part => part.moment === "end") ?? this.parts[0];
    this.plot = element("div", { class: "plot flame", tabindex: "0", role: "group", "aria-roledescription": "flame graph", "aria-label": "Call stacks by bytes. Arrow keys go from frame to frame, enter makes a frame the whole width, escape goes back." });
    const measure = this.select("Bytes ", FLAME_MEASURES.map(([, label], i) => [i, label]), 0, value => { this.measure = Number(value); });
    const moment = this.select("Moment ", this.parts.map((part, i) => [i, part.label]), this.parts.indexOf(this.part), value => { this.part = this.parts[value]; });
    const search = element("input", { type: "search", placeholder: "find frames", "aria-label": "Find frames" });
    search.addEventListener("input", () => { this.words = search.value.toLowerCase(); this.draw(); });
    const controls = element("div", { class: "controls" }, measure, moment, search, this.saver("Folded stacks", "stacks.folded", () => this.folded()), this.saver("Speedscope", "stacks.speedscope.json", () => this.speedscope()));
    this.figure = element("figure", { class: "chart-flame", id: "chart-flame" }, element("figcaption", {}, element("h3", {}, "Memory by call stack"), this.readout), controls, this.plot);
    host.append(this.figure);
    this.plot.addEventListener("keydown", event => this.key(event));
    this.build();
    new ResizeObserver(() => { if (this.plot.clientWidth !== this.width) this.draw(); }).observe(this.plot);
  }

  select(label, choices, chosen, onChange) {
    const select = element("select", {}, ...choices.map(([value, text]) => element("option", { value, selected: value === chosen }, text)));
    select.addEventListener("change", () => { onChange(select.value); this.build(); });
    return element("label", {}, label, select);
  }

  saver(label, name, text) {
    const button = element("button", { type: "button", class: "save" }, label);
    button.addEventListener("click", () => {
      const link = element("a", { download: name, href: URL.createObjectURL(new Blob([text()], { type: "text/plain" })) });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    return button;
  }

  /** Stacks with their names, outermost first, and the bytes of the measure that is chosen. */
  named() {
    return this.part.rows.map(row => ({ bytes: row[this.measure], names: row.slice(3).map(name => this.frames[name]) })).filter(row => row.bytes > 0);
  }

  folded() { return this.named().map(({ names, bytes }) => `${names.map(name => name.replaceAll(";", ":")).join(";")} ${Math.round(bytes)}\n`).join(""); }

  speedscope() {
    const rows = this.named();
    return JSON.stringify({
      $schema: ["https:", "", "www.speedscope.app", "file-format-schema.json"].join("/"),
      shared: { frames: this.frames.map(name => ({ name })) },
      profiles: [{ type: "sampled", name: `${FLAME_MEASURES[this.measure][1]}, ${this.part.label}`, unit: "bytes", startValue: 0, endValue: rows.reduce((sum, row) => sum + row.bytes, 0), samples: this.part.rows.filter(row => row[this.measure] > 0).map(row => row.slice(3)), weights: rows.map(row => row.bytes) }],
    });
  }

  build() {
    this.root = { name: "all", bytes: 0, children: new Map(), parent: null };
    for (const { bytes, names } of this.named()) {
      let node = this.root;
      node.bytes += bytes;
      for (const name of names) {
        if (!node.children.has(name)) node.children.set(name, { name, bytes: 0, children: new Map(), parent: node });
        node = node.children.get(name);
        node.bytes += bytes;
      }
    }
    this.figure.dataset.total = this.root.bytes;
    this.focus = this.root;
    this.chosen = this.root;
    this.draw();
  }

  draw() {
    this.width = this.plot.clientWidth || 640;
    this.places = [];
    const line = [];
    for (let node = this.focus.parent; node; node = node.parent) line.unshift(node);
    line.forEach((node, depth) => this.places.push({ node, depth, x: 0, width: this.width }));
    this.lay(this.focus, line.length, 0, this.width);
    const height = (1 + Math.max(...this.places.map(place => place.depth))) * FLAME_ROW + 2;
    const svg = shape("svg", { viewBox: `0 0 ${this.width} ${height}`, width: this.width, height, role: "img" }, shape("title", {}, "Flame graph of call stacks"));
    for (const place of this.places) svg.append(this.frame(place));
    this.plot.replaceChildren(svg);
    this.read(this.chosen);
  }

  lay(node, depth, x, width) {
    this.places.push({ node, depth, x, width });
    for (const child of [...node.children.values()].sort((a, b) => b.bytes - a.bytes)) {
      const share = node.bytes > 0 ? width * child.bytes / node.bytes : 0;
      if (share >= 1) this.lay(child, depth + 1, x, share);
      x += share;
    }
  }

  frame({ node, depth, x, width }) {
    const isFound = this.words && node.name.toLowerCase().includes(this.words);
    const letters = Math.floor((width - 6) / 6.6);
    const group = shape("g", { class: `frame f${hashOf(node.name) % 6}${isFound ? " found" : ""}${node === this.chosen ? " chosen" : ""}` },
      shape("title", {}, `${node.name}: ${quantity("bytes", node.bytes)}, ${quantity("ratio", this.root.bytes > 0 ? node.bytes / this.root.bytes : 0)}`),
      shape("rect", { x, y: depth * FLAME_ROW, width: Math.max(0.5, width - 0.5), height: FLAME_ROW - 1 }),
      letters > 2 ? shape("text", { x: x + 3, y: depth * FLAME_ROW + 13 }, node.name.length > letters ? `${node.name.slice(0, letters - 1)}…` : node.name) : null);
    group.addEventListener("pointermove", () => this.read(node));
    group.addEventListener("click", () => this.choose(node));
    return group;
  }

  choose(node) {
    this.focus = node;
    this.chosen = node;
    this.draw();
  }

  read(node) {
    const share = this.root.bytes > 0 ? node.bytes / this.root.bytes : 0;
    const found = this.words ? `; found ${quantity("bytes", this.found(this.root))}` : "";
    this.readout.textContent = `${node === this.root ? "all" : node.name}: ${quantity("bytes", node.bytes)}, ${quantity("ratio", share)}${found}`;
  }

  found(node) {
    if (node !== this.root && node.name.toLowerCase().includes(this.words)) return node.bytes;
    return [...node.children.values()].reduce((sum, child) => sum + this.found(child), 0);
  }

  key(event) {
    const siblings = this.chosen.parent ? [...this.chosen.parent.children.values()].sort((a, b) => b.bytes - a.bytes) : [this.chosen];
    const at = siblings.indexOf(this.chosen);
    const below = [...this.chosen.children.values()].sort((a, b) => b.bytes - a.bytes)[0];
    const goals = { ArrowDown: below, ArrowUp: this.chosen.parent, ArrowRight: siblings[at + 1], ArrowLeft: siblings[at - 1] };
    if (event.key === "Enter") this.choose(this.chosen);
    else if (event.key === "Escape") this.choose(this.root);
    else if (goals[event.key]) {
      this.chosen = goals[event.key];
      this.draw();
    } else return;
    event.preventDefault();
    speak(this.readout.textContent);
  }
}

/** A number that is the same for the same name, so that a function keeps its colour. */
function hashOf(text) {
  let hash = 7;
  for (let i = 0; i < text.length; i++) hash = (hash * 31 + text.charCodeAt(i)) >>> 0;
  return hash;
}
