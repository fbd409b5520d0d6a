// One axis of time (or of operations) that all its charts share: what part of it is shown, and which instant is read.
class View {
  constructor(column, axis, home) {
    this.column = column;
    this.axis = axis;
    this.home = home;
    this.low = Infinity;
    this.high = -Infinity;
    this.cursor = null;
    this.isPinned = false;
    this.figures = [];
    this.waiting = 0;
  }

  /** Takes a chart in, with the first and last instant of its data. */
  add(figure, first, last) {
    this.figures.push(figure);
    this.low = Math.min(this.low, first >= 0 && first <= last / 4 ? 0 : first);
    this.high = Math.max(this.high, last);
    if (!(this.high > this.low)) this.high = this.low + 1;
    this.from = this.low;
    this.to = this.high;
  }

  /** The instant that is read: where the pointer or the keys are, otherwise the peak. */
  get at() { return this.cursor ?? this.home; }
  get isHome() { return this.cursor === null; }
  get isWhole() { return this.from === this.low && this.to === this.high; }

  read(instant) {
    this.cursor = instant;
    this.refresh(false);
  }

  leave() {
    if (!this.isPinned) this.read(null);
  }

  pin() {
    this.isPinned = !this.isPinned;
    this.refresh(false);
  }

  show(from, to) {
    const least = (this.high - this.low) / 1e6;
    if (to - from < least) to = from + least;
    this.from = Math.max(this.low, from);
    this.to = Math.min(this.high, to);
    this.refresh(true);
  }

  /** Shows a part that is so many times as wide, around an instant, which keeps its place. */
  stretch(factor, around = Math.min(this.to, Math.max(this.from, this.at))) {
    this.show(around - (around - this.from) * factor, around + (this.to - around) * factor);
  }

  whole() {
    this.isPinned = false;
    this.cursor = null;
    this.show(this.low, this.high);
  }

  /** Draws before the next frame: everything, or only what the cursor moves. */
  refresh(isAll) {
    this.isDue ||= isAll;
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      const all = this.isDue;
      this.isDue = false;
      for (const figure of this.figures) all ? figure.draw() : figure.read();
    });
  }
}

/** The last of ascending values that is not above x; -1 when all are. */
function indexAt(values, x) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= x) low = middle + 1; else high = middle;
  }
  return low - 1;
}
