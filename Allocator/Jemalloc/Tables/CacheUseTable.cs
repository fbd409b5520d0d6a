using AllocSim.Allocator.Jemalloc.Inspection;
using AllocSim.Allocator.Jemalloc.Tables.Readers;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Allocator.Jemalloc.Tables;

/// <summary>tcache_use.csv: what thread caches did for one size class, over all arenas. Classes that nobody asked for have no row.</summary>
internal static class CacheUseTable
{
    public static readonly TableDeclaration Declaration = new("tcache_use", TableMoment.End,
    [
        TableColumn.Key("size_index", "index of the size class"),
        TableColumn.Key("size_bytes", "bytes of an object", "bytes"),
        TableColumn.Counter("requests", "", "requests, those that a cache served included (nrequests)"),
        TableColumn.Counter("misses", "", "requests that no cache could serve"),
        TableColumn.Gauge("miss_ratio", "ratio", "misses of requests"),
        TableColumn.Counter("fills", "", "times that a cache's bin was filled (nfills); large objects come one by one and fill none"),
        TableColumn.Counter("filled_objects", "", "objects that the arena handed out (nmalloc)"),
        TableColumn.Counter("flushes", "", "times that a cache's bin was flushed (nflushes)"),
        TableColumn.Counter("flushed_objects", "", "objects that came back to the arena (ndalloc)"),
    ])
    { Help = "what thread caches did for one size class", IsCompared = true, PrintedCounters = ["misses", "fills", "flushes"] };

    public static void Read(HeapView heap, TableRows rows)
    {
        int classes = Math.Min(heap.Layout.BinCount, heap.Sizes.Count);
        for (int szind = 0; szind < classes; szind++)
        {
            CacheUseSnapshot use = CacheReader.Use(heap, szind);
            if (use.Requests > 0)
            {
                rows.Add(szind, heap.Sizes.IndexToSize(szind), (long)use.Requests, (long)use.Misses, use.Misses / (double)use.Requests, (long)use.Fills, (long)use.FilledObjects, (long)use.Flushes, (long)use.FlushedObjects);
            }
        }
    }
}
