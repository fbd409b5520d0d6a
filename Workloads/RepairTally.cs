using System.Globalization;

namespace AllocSim.Workloads;

/// <summary>Counts the repairs made while a trace is read, by kind.</summary>
public sealed class RepairTally
{
    private readonly long[] _counts = new long[Enum.GetValues<TraceFault>().Length];

    /// <summary>All repairs together. What a format leaves open is none: see <see cref="Guesses"/>.</summary>
    public long Total { get; private set; }

    /// <summary>How often the format does not say which of several equal objects is meant, so that one was taken.</summary>
    public long Guesses => _counts[(int)TraceFault.Choice];

    /// <summary>Repairs of one kind.</summary>
    public long this[TraceFault fault] => _counts[(int)fault];

    /// <summary>Counts one repair.</summary>
    public void Add(TraceFault fault)
    {
        _counts[(int)fault]++;
        Total += fault == TraceFault.Choice ? 0 : 1;
    }

    /// <summary>The kinds that occurred, in the order of <see cref="TraceFault"/>.</summary>
    public IEnumerable<(TraceFault Fault, long Count)> Entries()
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0 && (TraceFault)i != TraceFault.Choice)
            {
                yield return ((TraceFault)i, _counts[i]);
            }
        }
    }

    /// <summary>One line, such as "3 repairs: 2 UnknownObject, 1 TimeBack"; "no repairs" where there were none.</summary>
    public override string ToString() => (Total == 0
        ? "no repairs"
        : string.Create(CultureInfo.InvariantCulture, $"{Total} repair{(Total == 1 ? "" : "s")}: ")
            + string.Join(", ", Entries().Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Count} {e.Fault}"))))
            + (Guesses == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {Guesses} time{(Guesses == 1 ? "" : "s")} the format does not say which of several equal objects is meant"));
}
