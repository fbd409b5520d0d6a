using AllocSim.Allocator.Jemalloc.Inspection;
using AllocSim.Allocator.Jemalloc.Tables.Readers;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Allocator.Jemalloc.Tables;

/// <summary>bins.csv: one size class over all arenas.</summary>
internal static class BinTable
{
    public static readonly TableDeclaration Declaration = new("bins", TableMoment.PeakAndEnd,
    [
        TableColumn.Key("size_index", "index of the size class"),
        TableColumn.Key("size_bytes", "bytes of a region", "bytes"),
        TableColumn.Key("regions_per_slab", "regions that a slab holds"),
        TableColumn.Key("slab_bytes", "bytes of a slab", "bytes"),
        TableColumn.Gauge("slabs", "", "slabs (curslabs)"),
        TableColumn.Gauge("nonfull_slabs", "", "slabs with a region free, current ones apart (nonfull_slabs)"),
        TableColumn.Gauge("regions", "", "regions handed out, to the program or to a thread's cache (curregs)"),
        TableColumn.Gauge("utilisation_ratio", "ratio", "regions handed out of regions in slabs; 0 without slabs"),
        TableColumn.Gauge("free_region_bytes", "bytes", "bytes in regions that nobody has"),
        TableColumn.Counter("mallocs", "", "regions handed out since the start (nmalloc)"),
        TableColumn.Counter("dallocs", "", "regions taken back since the start (ndalloc)"),
        TableColumn.Counter("requests", "", "requests since the start, those that a cache served included (nrequests)"),
        TableColumn.Gauge("waste_share_ratio", "ratio", "its part of the bytes in free regions of all size classes"),
    ])
    { Help = "one size class over all arenas" };

    public static void Read(HeapView heap, TableRows rows)
    {
        List<BinSnapshot> sums = SlabReader.Bins(heap);
        double waste = sums.Sum(bin => (double)FreeBytes(bin));
        foreach (BinSnapshot bin in sums)
        {
            ulong free = FreeBytes(bin);
            long room = bin.Slabs * bin.RegionsPerSlab;
            rows.Add(
                bin.SizeIndex, bin.SizeBytes, bin.RegionsPerSlab, bin.SlabBytes, bin.Slabs, bin.NonfullSlabs, bin.Regions, room == 0 ? 0.0 : bin.Regions / (double)room, free,
                bin.Mallocs, bin.Dallocs, bin.Requests, waste == 0 ? 0.0 : free / waste);
        }
    }

    private static ulong FreeBytes(BinSnapshot bin) => (ulong)((bin.Slabs * bin.RegionsPerSlab) - bin.Regions) * bin.SizeBytes;
}
