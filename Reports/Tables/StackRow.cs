using CsvHelper;

namespace AllocSim.Reports.Tables;

/// <summary>What one call stack of the program holds: a row of stacks.csv, which traces with call stacks have. Most live bytes first.</summary>
[CsvRecord]
public sealed partial record StackRow
{
    /// <summary>"peak" for the sample with the most requested bytes, "end" for the end of the trace.</summary>
    [CsvColumn("moment")]
    public string Moment { get; init; } = "";

    /// <summary>Live objects that it allocated.</summary>
    [CsvColumn("objects")]
    public long Objects { get; init; }

    /// <summary>Bytes that they were asked for with.</summary>
    [CsvColumn("live_bytes")]
    public ulong LiveBytes { get; init; }

    /// <summary>Bytes that rounding them up to size classes takes.</summary>
    [CsvColumn("wasted_bytes")]
    public ulong WastedBytes { get; init; }

    /// <summary>Bytes that those of them in sparse slabs pin.</summary>
    [CsvColumn("pinned_bytes")]
    public double PinnedBytes { get; init; }

    /// <summary>The call stack, frames innermost first, each called by the next; empty for objects without one.</summary>
    [CsvColumn("call_stack", Optional = true)]
    public string CallStack { get; init => field = value ?? ""; } = ""; // the reader sets null for an empty field
}
