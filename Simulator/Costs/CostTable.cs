using System.Collections.Immutable;
using System.Text;

namespace AllocSim.Simulator.Costs;

/// <summary>Nanoseconds for each <see cref="CostKind"/>, down to a picosecond, and for the steps of an allocator's own where a policy has named them. Immutable.</summary>
public sealed class CostTable
{
    /// <summary>Picoseconds in a nanosecond: costs have at most three decimals.</summary>
    public const long PicosecondsPerNs = 1000;

    /// <summary>Most steps of its own that a policy can declare.</summary>
    public const int OwnMax = 32;

    // A second for what is charged, so that ten million of them in one operation can be added up; an hour for spans of time.
    private const long ChargeMaxNs = 1_000_000_000;
    private const long SpanMaxNs = 3_600_000_000_000;

    private readonly long[] _ps;
    private readonly IReadOnlyList<CostStep> _steps;
    private readonly ImmutableDictionary<string, long> _given;
    private readonly bool _hasDefaultSteps;

    private CostTable(long[] ps, IReadOnlyList<CostStep> steps, ImmutableDictionary<string, long> given, bool hasDefaultSteps)
    {
        _ps = ps;
        _steps = steps;
        _given = given;
        _hasDefaultSteps = hasDefaultSteps;
    }

    /// <summary>The kinds that do not depend on the allocator.</summary>
    public static ImmutableArray<CostKind> MachineKinds { get; } = [.. Enum.GetValues<CostKind>().Where(kind => kind < CostKind.FirstOwn)];

    /// <summary>Their names.</summary>
    public static ImmutableArray<string> MachineNames { get; } = [.. MachineKinds.Select(MachineName)];

    /// <summary>Nothing takes time but thinking; the time slice is 3 ms and nobody sleeps.</summary>
    public static CostTable Zero { get; } = new CostTable(new long[(int)CostKind.FirstOwn + OwnMax], [], ImmutableDictionary<string, long>.Empty, hasDefaultSteps: false)
        .With(CostKind.TimeSlice, 3_000_000).With(CostKind.SleepGap, SpanMaxNs);

    /// <summary>All kinds, in the order of files: calls, the allocator's own steps, the system and the rest.</summary>
    public IReadOnlyList<CostKind> Kinds =>
    [
        .. MachineKinds.Where(kind => kind <= CostKind.Control), .. _steps.Select((_, i) => CostKind.FirstOwn + i), .. MachineKinds.Where(kind => kind > CostKind.Control),
    ];

    /// <summary>Nanoseconds for one of a kind.</summary>
    public decimal this[CostKind kind] => _ps[(int)kind] / (decimal)PicosecondsPerNs;

    /// <summary>Picoseconds that are charged for one of a kind: where a step stands in place of it, what that takes.</summary>
    public long Picoseconds(CostKind kind)
    {
        long ps = _ps[(int)kind];
        for (int i = 0; i < _steps.Count; i++)
        {
            ps = _steps[i].InPlaceOf == kind && HasSteps ? _ps[(int)CostKind.FirstOwn + i] : ps;
        }

        return ps;
    }

    /// <summary>Picoseconds that a call takes more where another thread made its object.</summary>
    public long HandedOverPicoseconds => _steps.Select((step, i) => step.IsOfHandedOver ? _ps[(int)CostKind.FirstOwn + i] : 0).Sum();

    /// <summary>Nanoseconds for one of a kind, what is below one left out: for spans of time.</summary>
    public long WholeNs(CostKind kind) => Picoseconds(kind) / PicosecondsPerNs;

    /// <summary>The most that an entry can be, nanoseconds.</summary>
    public static long MaxNs(CostKind kind) => kind is CostKind.TimeSlice or CostKind.SleepGap ? SpanMaxNs : ChargeMaxNs;

    /// <summary>The name of a kind in a cost file: <c>page_fault_ns</c>.</summary>
    public string NameOf(CostKind kind) => kind < CostKind.FirstOwn ? MachineName(kind) : StepName(_steps[kind - CostKind.FirstOwn]);

    /// <summary>The table with the steps of a policy: as a file gave them, or their defaults.</summary>
    /// <param name="steps">The steps, at most <see cref="OwnMax"/>.</param>
    public CostTable For(IReadOnlyList<CostStep> steps)
    {
        if (ReferenceEquals(steps, _steps))
        {
            return this;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps.Count, OwnMax);
        long[] ps = [.. _ps];
        for (int i = 0; i < steps.Count; i++)
        {
            ps[(int)CostKind.FirstOwn + i] = _given.TryGetValue(StepName(steps[i]), out long given) ? given : _hasDefaultSteps ? (long)(steps[i].DefaultNs * PicosecondsPerNs) : ps[(int)CostKind.FirstOwn + i];
        }

        return new CostTable(ps, steps, _given, _hasDefaultSteps);
    }

    /// <summary>The table in which steps that nobody gave a time have their defaults; otherwise they take none.</summary>
    public CostTable WithDefaultSteps() => new(_ps, _steps, _given, hasDefaultSteps: true);

    /// <summary>A table from entries by name.</summary>
    /// <param name="entries">Names and nanoseconds.</param>
    /// <param name="steps">The steps of all policies; one that is missing has its default.</param>
    /// <param name="table">The table when all is well; otherwise <see cref="Zero"/>.</param>
    /// <returns>What is wrong, a line each: unknown, repeated, missing, negative and too finely divided entries by name.</returns>
    public static IReadOnlyList<string> TryRead(IEnumerable<KeyValuePair<string, decimal>> entries, IEnumerable<CostStep> steps, out CostTable table)
    {
        List<string> errors = [];
        HashSet<string> own = [.. steps.Select(StepName)];
        SortedDictionary<string, decimal> found = new(StringComparer.Ordinal);
        foreach ((string name, decimal value) in entries)
        {
            int kind = MachineNames.IndexOf(name);
            long max = kind < 0 ? ChargeMaxNs : MaxNs((CostKind)kind);
            if (kind < 0 && !own.Contains(name))
            {
                errors.Add($"unknown cost {name}");
                continue;
            }

            if (found.ContainsKey(name))
            {
                errors.Add($"{name} is given twice");
            }
            else if (value < 0 || value > max || value * PicosecondsPerNs % 1 != 0)
            {
                errors.Add(FormattableString.Invariant($"{name} is {value}; expected 0 to {max} nanoseconds with at most three decimals"));
            }

            found[name] = value;
        }

        string[] missing = [.. MachineNames.Where(name => !found.ContainsKey(name))];
        if (missing.Length > 0)
        {
            errors.Add(missing.Length == 1 ? $"{missing[0]} is missing" : $"{missing.Length} entries are missing: {string.Join(", ", missing)}");
        }

        if (found.TryGetValue(MachineName(CostKind.TimeSlice), out decimal slice) && slice is >= 0 and < 1)
        {
            errors.Add(FormattableString.Invariant($"time_slice_ns is {slice}; expected at least 1 nanosecond"));
        }

        table = errors.Count > 0 ? Zero : MachineKinds.Aggregate(Zero, (read, kind) => read.With(kind, found[MachineName(kind)])).Given(found.Where(entry => own.Contains(entry.Key)));
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
        return new CostTable(changed, _steps, _given, _hasDefaultSteps);
    }

    /// <summary>The table with every entry multiplied; its steps are those that it has.</summary>
    public CostTable Times(int factor) => new([.. _ps.Select(ps => Math.Min(ps, long.MaxValue / 2 / Math.Max(factor, 1)) * factor)], _steps, _given, _hasDefaultSteps);

    /// <summary>What is charged for each kind, picoseconds, indexed by <see cref="CostKind"/>.</summary>
    public long[] ToPicoseconds() => [.. _ps.Select((_, kind) => Picoseconds((CostKind)kind))];

    // In a table in which steps take nothing, nothing stands in place of what the machine's kinds take.
    private bool HasSteps => _hasDefaultSteps || _given.Count > 0;

    private CostTable Given(IEnumerable<KeyValuePair<string, decimal>> own)
        => new(_ps, _steps, own.ToImmutableDictionary(entry => entry.Key, entry => (long)(entry.Value * PicosecondsPerNs)), hasDefaultSteps: true);

    private static string StepName(CostStep step) => step.Name + "_ns";

    private static string MachineName(CostKind kind)
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
}
