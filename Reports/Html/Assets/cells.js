// What a recording of a heap says about one moment: states of pages, rows of views, objects.
class Recording {
  constructor(data) {
    this.data = data;
    this.ranges = data.rows.map(([view, from, to, text]) => {
      const shown = data.views[view];
      const cells = text.split("\t");
      return { view: shown, from, to, cells, start: shown.address < 0 ? 0 : Number(cells[shown.address]), bytes: shown.address < 0 ? 0 : shown.bytes < 0 ? 1 : Number(cells[shown.bytes]) };
    });
    this.cellCount = data.stretches.reduce((most, [, first, cells]) => Math.max(most, first + cells), 0);
  }

  at(moment) {
    const holds = each => each.from <= moment && moment < each.to;
    return {
      ...this.data.moments[moment],
      rows: this.ranges.filter(holds),
      objects: this.data.objects.filter(([from, to]) => from <= moment && moment < to).map(([, , address, size, number, operation, thread, time, stack]) => ({ address, size, number, operation, thread, time, stack })),
    };
  }

  /** The cell of an address; -1 for one that is not shown. */
  cellOf(address) {
    for (const [start, first, cells] of this.data.stretches) {
      const cell = Math.floor((address - start) / this.data.cell);
      if (cell >= 0 && cell < cells) return first + cell;
    }
    return -1;
  }

  addressOf(cell) {
    const [start, first] = this.data.stretches.findLast(([, from]) => from <= cell);
    return start + (cell - first) * this.data.cell;
  }

  /** Bytes of a range that lie in each cell that it touches. */
  spread(start, bytes, visit) {
    for (let at = start; at < start + bytes;) {
      const end = Math.min(start + bytes, at - at % this.data.cell + this.data.cell);
      const cell = this.cellOf(at);
      if (cell >= 0) visit(cell, end - at);
      at = end;
    }
  }

  /** What has most bytes of each cell, by number of a name; -1 for nothing. */
  classes(parts) {
    const names = [];
    const bytes = new Float64Array(this.cellCount);
    const found = new Int32Array(this.cellCount).fill(-1);
    for (const [start, length, name] of parts) {
      let number = names.indexOf(name);
      if (number < 0) number = names.push(name) - 1;
      this.spread(start, length, (cell, part) => {
        if (part > bytes[cell]) [bytes[cell], found[cell]] = [part, number];
      });
    }
    return { names, found };
  }

  /** Live bytes of each cell. */
  live(objects) {
    const bytes = new Float64Array(this.cellCount);
    for (const { address, size } of objects) this.spread(address, size, (cell, part) => { bytes[cell] += part; });
    return bytes;
  }
}

/** A recording that was packed: base64 of gzip of JSON. */
async function unpackedRecording(text) {
  const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Recording(JSON.parse(await new Response(stream).text()));
}

const hex = address => `0x${address.toString(16)}`;

/** A row of a view as the command line writes it: its kind, then the fields that have a value. */
const rowText = row => [row.view.name, ...row.view.columns.map((column, i) => row.cells[i] === "" || row.cells[i] === undefined ? null : `${column}=${row.cells[i]}`).filter(field => field)].join(" ");
