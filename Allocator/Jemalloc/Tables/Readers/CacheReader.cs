using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Inspection;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Tables.Readers;

/// <summary>Caches and their use; takes no lock and changes no counter.</summary>
internal static class CacheReader
{
    /// <summary>Every bin that holds objects: caches of threads, by thread, then explicit ones, by number.</summary>
    public static List<CacheSnapshot> Caches(HeapView heap)
    {
        List<CacheSnapshot> caches = [];
        foreach (Tsd thread in heap.Threads)
        {
            Add(heap, thread.Tcache, thread.Id, -1, caches);
        }

        for (int i = 0; i < heap.Explicit.Count; i++)
        {
            Add(heap, heap.Explicit[i], -1, i, caches);
        }

        return caches;
    }

    /// <summary>What thread caches did for a size class, over all arenas.</summary>
    public static CacheUseSnapshot Use(HeapView heap, int szind)
    {
        CacheUseSnapshot sum = default;
        foreach (Arena arena in heap.EachArena())
        {
            sum.Add(arena.ReadCacheUse(szind));
        }

        return sum;
    }

    private static void Add(HeapView heap, Tcache? cache, int thread, int number, List<CacheSnapshot> caches)
    {
        for (int i = 0; i < (cache?.Bins.Length ?? 0); i++)
        {
            ref CacheBin bin = ref cache!.Bins[i];
            if (bin.Count > 0)
            {
                caches.Add(new CacheSnapshot { Thread = thread, ExplicitCache = number, Arena = cache.Arena?.Index ?? -1, SizeIndex = i, SizeBytes = heap.Sizes.IndexToSize(i), Objects = bin.Count, Capacity = bin.Capacity });
            }
        }
    }
}
