using CsvHelper;

namespace AllocSim.Reports.Contention;

/// <summary>How long one thread held one mutex in one kind of call: a row of holders.csv.</summary>
[CsvRecord]
public sealed partial record HolderRow
{
    /// <summary>The mutex; the shards of a bin are one.</summary>
    [CsvColumn("mutex")]
    public string Mutex { get; init; } = "";

    /// <summary>The thread, as the trace numbers it; -1, -2, … for the background threads 0, 1, …</summary>
    [CsvColumn("thread")]
    public int Thread { get; init; }

    /// <summary>The call; "background" for a run of a background thread.</summary>
    [CsvColumn("operation")]
    public string Operation { get; init; } = "";

    /// <summary>Time held, nanoseconds of simulated time.</summary>
    [CsvColumn("held_ns")]
    public long HeldNs { get; init; }

    /// <summary>Its share of the time that anybody held the mutex.</summary>
    [CsvColumn("held_share")]
    public double HeldShare { get; init; }
}
