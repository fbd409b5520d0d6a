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
    const { count, from, stays, address, size, operation, thread, time, number, stack } = this.data.objects;
    const objects = [];
    for (let i = 0; i < count; i++) {
      if (from[i] <= moment && moment < from[i] + stays[i]) objects.push({ address: address[i], size: size[i], number: number[i] - 1, operation: operation[i], thread: thread[i], time: time[i], stack: stack[i] });
    }
    return { ...this.data.moments[moment], rows: this.ranges.filter(holds), objects };
  }

  /** The moment where most bytes are requested; -1 where there is none. */
  peak() {
    return this.data.moments.findIndex(moment => moment.isPeak);
  }

  /** The peak; without one the moment with most live bytes, the last among equals. */
  fullest() {
    if (this.peak() >= 0) return this.peak();
    const { count, from, stays, size } = this.data.objects;
    const bytes = new Float64Array(this.data.moments.length + 1);
    for (let i = 0; i < count; i++) {
      bytes[from[i]] += size[i];
      bytes[from[i] + stays[i]] -= size[i];
    }
    let best = 0;
    for (let i = 0, sum = 0, most = -1; i < this.data.moments.length; i++) {
      sum += bytes[i];
      if (sum >= most) [best, most] = [i, sum];
    }
    return best;
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

/** Columns of varints, each for all objects; some hold the steps from one object to the next. */
function readObjects(bytes, at, count) {
  const column = read => {
    const values = new Float64Array(count);
    for (let i = 0, before = 0; i < count; i++) {
      let value = 0;
      for (let unit = 1; ; unit *= 128) {
        const part = bytes[at++];
        value += (part & 127) * unit;
        if (part < 128) break;
      }
      values[i] = before = read(value, before);
    }
    return values;
  };
  const plain = value => value;
  const zigzag = (value, before) => before + (value % 2 ? -(value + 1) / 2 : value / 2);
  return { count, from: column(plain), stays: column(plain), address: column((value, before) => before + value), size: column(plain), operation: column(zigzag), thread: column(plain), time: column(zigzag), number: column(plain), stack: column(plain) };
}

/** A recording that was packed: base64 of gzip of a length, JSON of that length, and objects. */
async function unpackedRecording(text) {
  const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const unpacked = new Uint8Array(await new Response(stream).arrayBuffer());
  const end = 4 + new DataView(unpacked.buffer).getUint32(0, true);
  const data = JSON.parse(new TextDecoder().decode(unpacked.subarray(4, end)));
  data.objects = readObjects(unpacked, end, data.objectCount);
  return new Recording(data);
}

const hex = address => `0x${address.toString(16)}`;

/** A row of a view as the command line writes it: its kind, then the fields that have a value. */
const rowText = row => [row.view.name, ...row.view.columns.map((column, i) => row.cells[i] === "" || row.cells[i] === undefined ? null : `${column}=${row.cells[i]}`).filter(field => field)].join(" ");
