using System.Globalization;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Replay;
using CsvHelper;

namespace AllocSim.Reports.Tables;

/// <summary>One extent at the end of a run: a row of extents.csv.</summary>
[CsvRecord]
public sealed partial record ExtentRow
{
    /// <summary>Where it begins, hexadecimal with 0x.</summary>
    [CsvColumn("address")]
    public string Address { get; init; } = "";

    /// <summary>Its length.</summary>
    [CsvColumn("size_bytes")]
    public ulong SizeBytes { get; init; }

    /// <summary>slab, large, dirty, muzzy, retained or metadata.</summary>
    [CsvColumn("use")]
    public string Use { get; init; } = "";

    /// <summary>The arena that owns it; -1 for none.</summary>
    [CsvColumn("arena")]
    public int Arena { get; init; }

    /// <summary>Index of its size class; -1 for none.</summary>
    [CsvColumn("size_index")]
    public int SizeIndex { get; init; }

    /// <summary>Slabs: regions in all.</summary>
    [CsvColumn("regions")]
    public int Regions { get; init; }

    /// <summary>Slabs: regions that are free.</summary>
    [CsvColumn("free_regions")]
    public int FreeRegions { get; init; }

    /// <summary>Serial number.</summary>
    [CsvColumn("serial_number")]
    public ulong SerialNumber { get; init; }

    /// <summary>The row for an extent.</summary>
    public static ExtentRow From(ExtentSnapshot extent) => new()
    {
        Address = string.Create(CultureInfo.InvariantCulture, $"0x{extent.Address:x}"),
        SizeBytes = extent.Bytes,
        Use = extent.Use.ToString().ToLowerInvariant(),
        Arena = extent.Arena,
        SizeIndex = extent.SizeIndex,
        Regions = extent.Regions,
        FreeRegions = extent.FreeRegions,
        SerialNumber = extent.SerialNumber,
    };
}
