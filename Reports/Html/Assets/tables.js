// The run's tables, sorted and filtered on the page. Values are shown with units, or exactly as the file has them.
const ROWS_AT_FIRST = 100;
const NUMBER = /^-?\d+(\.\d+)?(E[+-]?\d+)?$/i;

class Table {
  constructor(host, table, runs, options) {
    this.options = options;
    this.isMany = runs.length > 1;
    this.columns = [...new Set(table.parts.flatMap(part => part.columns))];
    this.rows = table.parts.flatMap(part => {
      const places = this.columns.map(column => part.columns.indexOf(column));
      return part.rows.map(row => ({ run: part.run, fields: places.map(place => place < 0 ? "" : row[place]) }));
    });
    this.isNumber = this.columns.map((_, c) => this.rows.length > 0 && this.rows.every(row => row.fields[c] === "" || NUMBER.test(row.fields[c])));
    const total = table.parts.reduce((sum, part) => sum + part.total, 0);
    this.left = total - this.rows.length;
    this.sort = null;
    this.limit = ROWS_AT_FIRST;
    this.filter = "";
    this.body = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${table.name}.csv` });
    this.more = element("div", { class: "more" });
    this.details = element("details", { id: `table-${table.name}` }, element("summary", {}, element("b", {}, `${table.name}.csv`), ` ${grouped(total)} ${total === 1 ? "row" : "rows"}, ${this.columns.length} columns`));
    this.isUpright = table.parts.every(part => part.total === 1);
    if (this.rows.length > 20) this.details.append(this.filterBox());
    this.details.append(this.body, this.more);
    this.details.addEventListener("toggle", () => { if (this.details.open) this.draw(); });
    host.append(this.details);
  }

  filterBox() {
    const input = element("input", { type: "search", placeholder: "filter rows", "aria-label": "Filter rows" });
    input.addEventListener("input", () => {
      this.filter = input.value.toLowerCase();
      this.draw();
    });
    return input;
  }

  draw() {
    if (!this.details.open) return;
    this.body.replaceChildren(this.isUpright ? this.upright() : this.flat());
  }

  /** A table of one row a run: its columns from top to bottom, of one run in three stretches side by side. */
  upright() {
    const each = this.isMany ? this.columns.length : Math.ceil(this.columns.length / 3);
    const stretches = Array.from({ length: Math.ceil(this.columns.length / each) }, (_, i) => this.stretch(i * each, Math.min(this.columns.length, (i + 1) * each)));
    return element("div", { class: "columns" }, ...stretches);
  }

  stretch(from, to) {
    const head = this.isMany ? element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "column"), ...this.rows.map(row => element("th", { scope: "col" }, badge(row.run))))) : null;
    return element("table", { class: "upright" }, head, element("tbody", {}, ...this.columns.slice(from, to).map((column, c) => element("tr", {}, element("th", { scope: "row" }, column), ...this.rows.map(row => this.cell(row, from + c))))));
  }

  flat() {
    const rows = this.sorted(this.rows.filter(row => !this.filter || row.fields.some(field => field.toLowerCase().includes(this.filter))));
    const shown = rows.slice(0, this.limit);
    this.more.replaceChildren();
    if (rows.length > shown.length) {
      const button = element("button", { type: "button" }, `Show all ${grouped(rows.length)} rows`);
      button.addEventListener("click", () => {
        this.limit = Infinity;
        this.draw();
      });
      this.more.append(`${grouped(shown.length)} of ${counted(rows.length, "row")}. `, button);
    }
    if (this.left > 0) this.more.append(` ${grouped(this.left)} more rows are in the file alone.`);
    const heads = this.columns.map((column, c) => this.head(column, c));
    if (this.isMany) heads.unshift(this.head("run", -1));
    return element("table", {}, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...shown.map(row =>
      element("tr", {}, this.isMany ? element("td", {}, badge(row.run)) : null, ...this.columns.map((_, c) => this.cell(row, c))))));
  }

  head(column, c) {
    const isSorted = this.sort?.column === c;
    const button = element("button", { type: "button" }, column, element("span", { class: "order", "aria-hidden": "true" }, isSorted ? (this.sort.isDown ? "▼" : "▲") : ""));
    button.addEventListener("click", () => {
      this.sort = { column: c, isDown: isSorted ? !this.sort.isDown : this.isNumber[c] === true };
      this.draw();
    });
    return element("th", { scope: "col", class: this.isNumber[c] ? "number" : null, "aria-sort": isSorted ? (this.sort.isDown ? "descending" : "ascending") : "none" }, button);
  }

  sorted(rows) {
    if (!this.sort) return rows;
    const { column, isDown } = this.sort;
    const key = row => column < 0 ? row.run : this.isNumber[column] ? Number(row.fields[column]) : row.fields[column];
    const compare = (a, b) => typeof a === "number" ? a - b : a.startsWith("0x") && b.startsWith("0x") && a.length !== b.length ? a.length - b.length : a < b ? -1 : a > b ? 1 : 0;
    return rows.toSorted((a, b) => (isDown ? -1 : 1) * compare(key(a), key(b)));
  }

  cell(row, c) {
    const raw = row.fields[c];
    const isNumber = this.isNumber[c] && raw !== "";
    const kind = kindOfColumn(this.columns[c]);
    const text = !isNumber ? raw : this.options.isExact ? raw : /(^|_)(index|arena|thread|cpu)$/.test(this.columns[c]) ? raw : quantity(kind, Number(raw));
    return element("td", { class: isNumber ? "number" : null, "data-value": raw, title: isNumber && text !== raw ? raw : null }, text);
  }
}

/** The number of a run in its colour. */
function badge(run) { return element("span", { class: `badge c${run % COLOURS}` }, String(run + 1)); }
