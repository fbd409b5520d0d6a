using CsvHelper;

namespace AllocSim.Reports.Tables;

/// <summary>What rounding up to one size class costs: a row of slop.csv.</summary>
[CsvRecord]
public sealed partial record SlopRow
{
    /// <summary>"peak" and "end" for the objects that lived then, "all" for every object of the run.</summary>
    [CsvColumn("moment")]
    public string Moment { get; init; } = "";

    /// <summary>Index of the size class.</summary>
    [CsvColumn("size_index")]
    public int SizeIndex { get; init; }

    /// <summary>Bytes that an object of the class can use.</summary>
    [CsvColumn("size_bytes")]
    public ulong SizeBytes { get; init; }

    /// <summary>Objects.</summary>
    [CsvColumn("objects")]
    public long Objects { get; init; }

    /// <summary>Of those, objects that were asked for with fewer bytes than they can use.</summary>
    [CsvColumn("sloppy_objects")]
    public long SloppyObjects { get; init; }

    /// <summary>Bytes that they were asked for with.</summary>
    [CsvColumn("requested_bytes")]
    public ulong RequestedBytes { get; init; }

    /// <summary>Bytes that they can use beyond that.</summary>
    [CsvColumn("slop_bytes")]
    public ulong SlopBytes { get; init; }

    /// <summary>Slop over usable bytes, 0 to 1.</summary>
    [CsvColumn("slop_ratio")]
    public double SlopRatio { get; init; }
}
