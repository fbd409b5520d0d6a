using AllocSim.Allocator.Jemalloc.Inspection;
using AllocSim.Allocator.Jemalloc.Tables.Readers;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Allocator.Jemalloc.Tables;

/// <summary>tcaches.csv: the free objects of one size class in one cache. Bins that hold nothing have no row.</summary>
internal static class CacheTable
{
    public static readonly TableDeclaration Declaration = new("tcaches", TableMoment.PeakAndEnd,
    [
        TableColumn.Key("thread", "the thread whose cache it is; -1 for a cache made by tcache.create"),
        TableColumn.Key("explicit_cache", "number of a cache made by tcache.create; -1 for a thread's own"),
        TableColumn.Key("arena", "the arena that fills it"),
        TableColumn.Key("size_index", "index of the size class"),
        TableColumn.Key("size_bytes", "bytes of an object", "bytes"),
        TableColumn.Gauge("objects", "", "objects that are cached"),
        TableColumn.Gauge("capacity_objects", "", "objects that the bin has room for"),
        TableColumn.Gauge("cached_bytes", "bytes", "bytes that are cached"),
    ])
    { Help = "the free objects of one size class in one cache" };

    public static void Read(HeapView heap, TableRows rows)
    {
        foreach (CacheSnapshot cache in CacheReader.Caches(heap))
        {
            rows.Add(cache.Thread, cache.ExplicitCache, cache.Arena, cache.SizeIndex, cache.SizeBytes, cache.Objects, cache.Capacity, (ulong)cache.Objects * cache.SizeBytes);
        }
    }
}
