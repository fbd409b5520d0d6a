using System.Collections.Immutable;
using System.Text;

namespace AllocSim.Simulator.Costs;

/// <summary>Nanoseconds for each <see cref="CostKind"/>. Immutable.</summary>
public sealed class CostTable
{
    /// <summary>Most that an entry can be: an hour.</summary>
    public const long EntryMaxNs = 3_600_000_000_000;

    private readonly long[] _ns;

    private CostTable(long[] ns)
    {
        _ns = ns;
    }

    /// <summary>All kinds, in the order of the table.</summary>
    public static ImmutableArray<CostKind> Kinds { get; } = [.. Enum.GetValues<CostKind>()];

    /// <summary>All names, in the order of the table.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Kinds.Select(NameOf)];

    /// <summary>Nothing takes time but thinking; the time slice is 3 ms and nobody sleeps.</summary>
    public static CostTable Zero { get; } = new CostTable(new long[Kinds.Length]).With(CostKind.TimeSlice, 3_000_000).With(CostKind.SleepGap, EntryMaxNs);

    /// <summary>Nanoseconds for one of a kind.</summary>
    public long this[CostKind kind] => _ns[(int)kind];

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
    /// <returns>What is wrong, a line each: unknown, repeated, missing and negative entries by name.</returns>
    public static IReadOnlyList<string> TryRead(IEnumerable<KeyValuePair<string, long>> entries, out CostTable table)
    {
        List<string> errors = [];
        long?[] found = new long?[Kinds.Length];
        foreach ((string name, long value) in entries)
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
            else if (value is < 0 or > EntryMaxNs)
            {
                errors.Add(FormattableString.Invariant($"{name} is {value}; expected 0 to {EntryMaxNs} nanoseconds"));
            }

            if (kind >= 0)
            {
                found[kind] = value;
            }
        }

        errors.AddRange(Kinds.Where(kind => found[(int)kind] is null).Select(kind => $"{NameOf(kind)} is missing"));
        if (found[(int)CostKind.TimeSlice] == 0)
        {
            errors.Add("time_slice_ns is 0; expected at least 1 nanosecond");
        }

        table = errors.Count > 0 ? Zero : new CostTable([.. found.Select(value => value!.Value)]);
        return errors;
    }

    /// <summary>The table with one entry changed.</summary>
    public CostTable With(CostKind kind, long ns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ns);
        long[] changed = [.. _ns];
        changed[(int)kind] = ns;
        return new CostTable(changed);
    }

    /// <summary>The table with every entry multiplied.</summary>
    public CostTable Times(int factor) => new([.. _ns.Select(ns => Math.Min(ns, long.MaxValue / 2 / Math.Max(factor, 1)) * factor)]);

    /// <summary>A copy of the entries, indexed by <see cref="CostKind"/>.</summary>
    public long[] ToArray() => [.. _ns];
}
