using System.Globalization;

namespace AllocSim.Workloads;

/// <summary>Counts the repairs made while a trace is read, by kind.</summary>
public sealed class RepairTally
{
    private readonly long[] _counts = new long[Enum.GetValues<TraceFault>().Length];

    /// <summary>All repairs together.</summary>
    public long Total { get; private set; }

    /// <summary>Repairs of one kind.</summary>
    public long this[TraceFault fault] => _counts[(int)fault];

    /// <summary>Counts one repair.</summary>
    public void Add(TraceFault fault)
    {
        _counts[(int)fault]++;
        Total++;
    }

    /// <summary>The kinds that occurred, in the order of <see cref="TraceFault"/>.</summary>
    public IEnumerable<(TraceFault Fault, long Count)> Entries()
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0)
            {
                yield return ((TraceFault)i, _counts[i]);
            }
        }
    }

    /// <summary>One line, such as "3 repairs: 2 UnknownObject, 1 TimeBack"; "no repairs" where there were none.</summary>
    public override string ToString() => Total == 0
        ? "no repairs"
        : string.Create(CultureInfo.InvariantCulture, $"{Total} repair{(Total == 1 ? "" : "s")}: ")
            + string.Join(", ", Entries().Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Count} {e.Fault}")));
}
