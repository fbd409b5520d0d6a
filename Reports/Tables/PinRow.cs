using CsvHelper;

namespace AllocSim.Reports.Tables;

/// <summary>Live objects of one size class, thread and call stack that keep sparse slabs from being given back: a row of pins.csv. Most pinned bytes first.</summary>
[CsvRecord]
public sealed partial record PinRow
{
    /// <summary>"peak" for the sample with the most requested bytes, "end" for the end of the trace.</summary>
    [CsvColumn("moment")]
    public string Moment { get; init; } = "";

    /// <summary>Index of the size class.</summary>
    [CsvColumn("size_index")]
    public int SizeIndex { get; init; }

    /// <summary>Bytes of a region.</summary>
    [CsvColumn("size_bytes")]
    public ulong SizeBytes { get; init; }

    /// <summary>The thread that allocated them.</summary>
    [CsvColumn("thread")]
    public int Thread { get; init; }

    /// <summary>Sparse slabs that they lie in; one in which several threads have objects counts for each.</summary>
    [CsvColumn("slabs")]
    public long Slabs { get; init; }

    /// <summary>Objects.</summary>
    [CsvColumn("objects")]
    public long Objects { get; init; }

    /// <summary>Bytes that they were asked for with.</summary>
    [CsvColumn("requested_bytes")]
    public ulong RequestedBytes { get; init; }

    /// <summary>Bytes of the slabs that no live object uses, shared out evenly among the objects of each slab.</summary>
    [CsvColumn("pinned_bytes")]
    public double PinnedBytes { get; init; }

    /// <summary>Time since the youngest of them was allocated.</summary>
    [CsvColumn("age_min_ns")]
    public long AgeMinNs { get; init; }

    /// <summary>Time since the middle one was allocated.</summary>
    [CsvColumn("age_median_ns")]
    public long AgeMedianNs { get; init; }

    /// <summary>Time since the oldest of them was allocated.</summary>
    [CsvColumn("age_max_ns")]
    public long AgeMaxNs { get; init; }

    /// <summary>The operation that allocated the oldest of them.</summary>
    [CsvColumn("oldest_operation")]
    public long OldestOperation { get; init; }

    /// <summary>The call stack that allocated them, frames innermost first, each called by the next; empty where the trace has none.</summary>
    [CsvColumn("call_stack", Optional = true)]
    public string CallStack { get; init => field = value ?? ""; } = ""; // the reader sets null where an earlier version's table has no such column
}
