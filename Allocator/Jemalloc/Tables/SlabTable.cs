using AllocSim.Allocator.Jemalloc.Inspection;
using AllocSim.Allocator.Jemalloc.Tables.Readers;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Allocator.Jemalloc.Tables;

/// <summary>slabs.csv: slabs of one size class that have the same number of regions in use.</summary>
internal static class SlabTable
{
    public static readonly TableDeclaration Declaration = new("slabs", TableMoment.PeakAndEnd,
    [
        TableColumn.Key("size_index", "index of the size class"),
        TableColumn.Key("size_bytes", "bytes of a region", "bytes"),
        TableColumn.Key("slab_bytes", "bytes of a slab", "bytes"),
        TableColumn.Key("regions_per_slab", "regions that a slab holds"),
        TableColumn.Key("regions", "regions of each of these slabs that are handed out, to the program or to a thread's cache"),
        TableColumn.Gauge("slabs", "", "slabs with so many regions handed out"),
        TableColumn.Gauge("free_region_bytes", "bytes", "their free regions together"),
    ])
    { Help = "the slabs of one size class, over all arenas, with the same number of regions in use" };

    public static void Read(HeapView heap, TableRows rows)
    {
        foreach (SlabSnapshot slab in SlabReader.Slabs(heap))
        {
            rows.Add(slab.SizeIndex, slab.SizeBytes, slab.SlabBytes, slab.RegionsPerSlab, slab.Regions, slab.Slabs, (ulong)(slab.RegionsPerSlab - slab.Regions) * slab.SizeBytes * (ulong)slab.Slabs);
        }
    }
}
