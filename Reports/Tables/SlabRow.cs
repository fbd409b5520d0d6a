using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Replay;
using CsvHelper;

namespace AllocSim.Reports.Tables;

/// <summary>How many slabs of a size class had so many regions in use: a row of slabs.csv. All arenas together.</summary>
[CsvRecord]
public sealed partial record SlabRow
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

    /// <summary>Bytes of a slab.</summary>
    [CsvColumn("slab_bytes")]
    public ulong SlabBytes { get; init; }

    /// <summary>Regions that a slab holds.</summary>
    [CsvColumn("regions_per_slab")]
    public int RegionsPerSlab { get; init; }

    /// <summary>Regions of each of these slabs that are handed out, to the program or to a thread's cache.</summary>
    [CsvColumn("regions")]
    public int Regions { get; init; }

    /// <summary>Slabs with so many regions handed out.</summary>
    [CsvColumn("slabs")]
    public long Slabs { get; init; }

    /// <summary>Their free regions together.</summary>
    [CsvColumn("free_region_bytes")]
    public ulong FreeRegionBytes { get; init; }

    /// <summary>Adds up the arenas, by size class and regions in use.</summary>
    public static IReadOnlyList<SlabRow> FromSnapshots(string moment, IEnumerable<SlabSnapshot> slabs)
        => [.. slabs.GroupBy(slab => (slab.SizeIndex, slab.Regions)).OrderBy(group => group.Key).Select(group => FromGroup(moment, group.First(), group.Sum(slab => slab.Slabs)))];

    private static SlabRow FromGroup(string moment, SlabSnapshot slab, long count) => new()
    {
        Moment = moment,
        SizeIndex = slab.SizeIndex,
        SizeBytes = slab.SizeBytes,
        SlabBytes = slab.SlabBytes,
        RegionsPerSlab = slab.RegionsPerSlab,
        Regions = slab.Regions,
        Slabs = count,
        FreeRegionBytes = (ulong)(slab.RegionsPerSlab - slab.Regions) * slab.SizeBytes * (ulong)count,
    };
}
