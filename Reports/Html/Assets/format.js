// Numbers with units, as the command line prints them: the same digits whatever the reader's language is.
const UNITS = {
  bytes: [["bytes", 1], ["KiB", 1024], ["MiB", 1024 ** 2], ["GiB", 1024 ** 3], ["TiB", 1024 ** 4]],
  ns: [["ns", 1], ["us", 1e3], ["ms", 1e6], ["s", 1e9], ["min", 60e9], ["h", 3600e9]],
  count: [["", 1], ["millions", 1e6], ["billions", 1e9]],
  ratio: [["%", 0.01]],
};

const grouped = (value, digits = 0) => new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

/** A number of things: 1 object, 2,000 objects. */
const counted = (count, thing) => `${grouped(count)} ${thing}${count === 1 ? "" : "s"}`;

/** The unit of an axis that reaches up to max: the largest in which that is at least 2, as on the pictures. */
function unitOf(axis, max) {
  const units = UNITS[axis.quantity] ?? [[axis.unit, axis.divisor]];
  const [name, divisor] = units.findLast(unit => max >= 2 * unit[1]) ?? units[0];
  return { name, divisor, text: name ? `${axis.label} (${name})` : axis.label };
}

/** A value with its unit: 27.15 MiB, 84.10 ms, 17.1%, 1,234. */
function quantity(kind, value, unit = "") {
  switch (kind) {
    case "bytes": return scaled(value, 1024, ["B", "KiB", "MiB", "GiB", "TiB"]);
    case "ns": return scaled(value, 1000, ["ns", "us", "ms", "s"]);
    case "ratio": return `${grouped(value * 100, 1)}%`;
    default: {
      const text = Number.isInteger(value) ? grouped(value) : Math.abs(value) >= 100 ? grouped(value, 1) : String(Number(value.toPrecision(4)));
      return unit ? `${text} ${unit}` : text;
    }
  }
}

function scaled(value, step, units) {
  let unit = 0;
  while (Math.abs(value) >= step && unit < units.length - 1) {
    value /= step;
    unit++;
  }
  return unit === 0 && Number.isInteger(value) ? `${grouped(value)} ${units[0]}` : `${grouped(value, 2)} ${units[unit]}`;
}

/** What a table's column measures, by the ending of its name. */
function kindOfColumn(name) {
  if (name.endsWith("_bytes")) return "bytes";
  if (name.endsWith("_ns") || name === "total_wait_time" || name === "max_wait_time") return "ns";
  if (name.endsWith("_ratio") || name.endsWith("_share") || name === "utilisation") return "ratio";
  return "count";
}

/** Round values from low to high, about as many as wanted, a step of 1, 2 or 5 apart. */
function ticks(low, high, wanted) {
  const rough = (high - low) / Math.max(1, wanted);
  if (!(rough > 0)) return { values: [low], digits: 0 };
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find(factor => power * factor >= rough * 0.999);
  const values = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) values.push(i * step + 0);
  return { values, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}
