using System.Globalization;
using AllocSim.Simulator.Replay;

namespace AllocSim.Reports.Tables;

/// <summary>One extent at the end of a run: a row of extents.csv.</summary>
public sealed record ExtentRow
{
    /// <summary>Where it begins, hexadecimal with 0x.</summary>
    public string Address { get; init; } = "";

    /// <summary>Its length.</summary>
    public ulong SizeBytes { get; init; }

    /// <summary>slab, large, dirty, muzzy, retained or metadata.</summary>
    public string Use { get; init; } = "";

    /// <summary>The arena that owns it; -1 for none.</summary>
    public int Arena { get; init; }

    /// <summary>Index of its size class; -1 for none.</summary>
    public int SizeIndex { get; init; }

    /// <summary>Slabs: regions in all.</summary>
    public int Regions { get; init; }

    /// <summary>Slabs: regions that are free.</summary>
    public int FreeRegions { get; init; }

    /// <summary>Serial number.</summary>
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
