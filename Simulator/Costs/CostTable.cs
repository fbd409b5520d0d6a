using System.Collections.Immutable;
using System.Text;

namespace AllocSim.Simulator.Costs;

/// <summary>Nanoseconds for each <see cref="CostKind"/>, down to a picosecond. Immutable.</summary>
public sealed class CostTable
{
    /// <summary>Picoseconds in a nanosecond: costs have at most three decimals.</summary>
    public const long PicosecondsPerNs = 1000;

    // A second for what is charged, so that ten million of them in one operation can be added up; an hour for spans of time.
    private const long ChargeMaxNs = 1_000_000_000;
    private const long SpanMaxNs = 3_600_000_000_000;

    private readonly long[] _ps;

    private CostTable(long[] ps)
    {
        _ps = ps;
    }

    /// <summary>All kinds, in the order of the table.</summary>
    public static ImmutableArray<CostKind> Kinds { get; } = [.. Enum.GetValues<CostKind>()];

    /// <summary>All names, in the order of the table.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Kinds.Select(NameOf)];

    /// <summary>Nothing takes time but thinking; the time slice is 3 ms and nobody sleeps.</summary>
    public static CostTable Zero { get; } = new CostTable(new long[Kinds.Length]).With(CostKind.TimeSlice, 3_000_000).With(CostKind.SleepGap, SpanMaxNs);

    /// <summary>Nanoseconds for one of a kind.</summary>
    public decimal this[CostKind kind] => _ps[(int)kind] / (decimal)PicosecondsPerNs;

    /// <summary>Picoseconds for one of a kind.</summary>
    public long Picoseconds(CostKind kind) => _ps[(int)kind];

    /// <summary>Nanoseconds for one of a kind, what is below one left out: for spans of time.</summary>
    public long WholeNs(CostKind kind) => _ps[(int)kind] / PicosecondsPerNs;

    /// <summary>The most that an entry can be, nanoseconds.</summary>
    public static long MaxNs(CostKind kind) => kind is CostKind.TimeSlice or CostKind.SleepGap ? SpanMaxNs : ChargeMaxNs;

    /// <summary>The name of a kind in a cost file: <c>tcache_fill_region_ns</c>.</summary>
    public static string NameOf(CostKind kind)
    {
        StringBuilder name = new();
        foreach (char c in kind.ToString())
        {
            if (char.IsAsciiLetterUpper(c) && name.Length > 0)
            {
                name.Append('_');
            }

            name.Append(char.ToLowerInvariant(c));
        }

        return name.Append("_ns").ToString();
    }

    /// <summary>A table from entries by name.</summary>
    /// <param name="entries">Names and nanoseconds.</param>
    /// <param name="table">The table when all is well; otherwise <see cref="Zero"/>.</param>
    /// <returns>What is wrong, a line each: unknown, repeated, missing, negative and too finely divided entries by name.</returns>
    public static IReadOnlyList<string> TryRead(IEnumerable<KeyValuePair<string, decimal>> entries, out CostTable table)
    {
        List<string> errors = [];
        decimal?[] found = new decimal?[Kinds.Length];
        foreach ((string name, decimal value) in entries)
        {
            int kind = Names.IndexOf(name);
            if (kind < 0)
            {
                errors.Add($"unknown cost {name}");
            }
            else if (found[kind] is not null)
            {
                errors.Add($"{name} stands there twice");
            }
            else if (value < 0 || value > MaxNs((CostKind)kind) || value * PicosecondsPerNs % 1 != 0)
            {
                errors.Add(FormattableString.Invariant($"{name} is {value}; expected 0 to {MaxNs((CostKind)kind)} nanoseconds with at most three decimals"));
            }

            if (kind >= 0)
            {
                found[kind] = value;
            }
        }

        string[] missing = [.. Kinds.Where(kind => found[(int)kind] is null).Select(NameOf)];
        if (missing.Length > 0)
        {
            errors.Add(missing.Length == 1 ? $"{missing[0]} is missing" : $"{missing.Length} entries are missing: {string.Join(", ", missing)}");
        }

        if (found[(int)CostKind.TimeSlice] is >= 0 and < 1)
        {
            errors.Add(FormattableString.Invariant($"time_slice_ns is {found[(int)CostKind.TimeSlice]}; expected at least 1 nanosecond"));
        }

        table = errors.Count > 0 ? Zero : new CostTable([.. found.Select(value => (long)(value!.Value * PicosecondsPerNs))]);
        return errors;
    }

    /// <summary>The table with one entry changed.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="ns">Nanoseconds; what is below a picosecond is rounded.</param>
    public CostTable With(CostKind kind, decimal ns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ns);
        long[] changed = [.. _ps];
        changed[(int)kind] = (long)Math.Round(ns * PicosecondsPerNs);
        return new CostTable(changed);
    }

    /// <summary>The table with every entry multiplied.</summary>
    public CostTable Times(int factor) => new([.. _ps.Select(ps => Math.Min(ps, long.MaxValue / 2 / Math.Max(factor, 1)) * factor)]);

    /// <summary>A copy of the entries in picoseconds, indexed by <see cref="CostKind"/>.</summary>
    public long[] ToPicoseconds() => [.. _ps];
}
