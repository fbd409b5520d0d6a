using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Replay;
using CsvHelper;

namespace AllocSim.Reports.Tables;

/// <summary>One size class over all arenas: a row of bins.csv.</summary>
[CsvRecord]
public sealed partial record BinRow
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

    /// <summary>Regions that a slab holds.</summary>
    [CsvColumn("regions_per_slab")]
    public int RegionsPerSlab { get; init; }

    /// <summary>Bytes of a slab.</summary>
    [CsvColumn("slab_bytes")]
    public ulong SlabBytes { get; init; }

    /// <summary>Slabs.</summary>
    [CsvColumn("slabs")]
    public long Slabs { get; init; }

    /// <summary>Slabs with a region free, current ones apart.</summary>
    [CsvColumn("nonfull_slabs")]
    public long NonfullSlabs { get; init; }

    /// <summary>Regions handed out.</summary>
    [CsvColumn("regions")]
    public long Regions { get; init; }

    /// <summary>Regions handed out of regions in slabs, 0 to 1; 0 without slabs.</summary>
    [CsvColumn("utilisation_ratio")]
    public double UtilisationRatio { get; init; }

    /// <summary>Bytes in regions that nobody has.</summary>
    [CsvColumn("free_region_bytes")]
    public ulong FreeRegionBytes { get; init; }

    /// <summary>Regions handed out since the start.</summary>
    [CsvColumn("mallocs")]
    public long Mallocs { get; init; }

    /// <summary>Regions taken back since the start.</summary>
    [CsvColumn("dallocs")]
    public long Dallocs { get; init; }

    /// <summary>Requests since the start, those that a cache served included.</summary>
    [CsvColumn("requests")]
    public long Requests { get; init; }

    /// <summary>Its part of the bytes in free regions of all size classes, 0 to 1: which classes hold the waste.</summary>
    [CsvColumn("waste_share_ratio")]
    public double WasteShareRatio { get; init; }

    /// <summary>Adds up the arenas' bins, by size.</summary>
    public static IReadOnlyList<BinRow> FromSnapshots(string moment, IEnumerable<BinSnapshot> bins)
    {
        BinRow[] rows = [.. bins.GroupBy(bin => bin.SizeIndex).OrderBy(group => group.Key).Select(group => FromGroup(moment, [.. group]))];
        double waste = rows.Sum(row => (double)row.FreeRegionBytes);
        return [.. rows.Select(row => row with { WasteShareRatio = waste == 0 ? 0 : row.FreeRegionBytes / waste })];
    }

    private static BinRow FromGroup(string moment, BinSnapshot[] bins)
    {
        BinSnapshot first = bins[0];
        long slabs = bins.Sum(bin => bin.Slabs);
        long regions = bins.Sum(bin => bin.Regions);
        long room = slabs * first.RegionsPerSlab;
        return new BinRow
        {
            Moment = moment,
            SizeIndex = first.SizeIndex,
            SizeBytes = first.SizeBytes,
            RegionsPerSlab = first.RegionsPerSlab,
            SlabBytes = first.SlabBytes,
            Slabs = slabs,
            NonfullSlabs = bins.Sum(bin => bin.NonfullSlabs),
            Regions = regions,
            UtilisationRatio = room == 0 ? 0 : regions / (double)room,
            FreeRegionBytes = (ulong)(room - regions) * first.SizeBytes,
            Mallocs = bins.Sum(bin => bin.Mallocs),
            Dallocs = bins.Sum(bin => bin.Dallocs),
            Requests = bins.Sum(bin => bin.Requests),
        };
    }
}
