using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Slabs;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Caches;

/// <summary>Ties caches to the arena that fills them and keeps their statistics.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/tcache.c` (tcache_arena_associate and its relatives).</remarks>
internal static class TcacheArena
{
    /// <summary>Ties a cache, whether or not it has an arena.</summary>
    public static void Tie(Tsd thread, Tcache cache, Arena arena)
    {
        if (cache.Arena is null)
        {
            Associate(thread, cache, arena);
        }
        else if (cache.Arena != arena)
        {
            Reassociate(thread, cache, arena);
        }
    }

    /// <summary>Ties a cache that has no arena.</summary>
    public static void Associate(Tsd thread, Tcache cache, Arena arena)
    {
        cache.Arena = arena;
        arena.TcacheListMutex.Lock(thread);
        arena.Tcaches.Add(cache);
        arena.TcacheListMutex.Unlock(thread);
    }

    /// <summary>Unties a cache; what it counted goes to the arena.</summary>
    public static void Dissociate(Tsd thread, Tcache cache)
    {
        Arena arena = cache.Arena!;
        arena.TcacheListMutex.Lock(thread);
        arena.Tcaches.Remove(cache);
        MergeStats(thread, cache, arena);
        arena.TcacheListMutex.Unlock(thread);
        cache.Arena = null;
    }

    /// <summary>Ties a cache to another arena.</summary>
    public static void Reassociate(Tsd thread, Tcache cache, Arena arena)
    {
        Dissociate(thread, cache);
        Associate(thread, cache, arena);
    }

    // As the library does it: every class that is cached, whether it counted anything or not.
    private static void MergeStats(Tsd thread, Tcache cache, Arena arena)
    {
        for (int i = 0; i < cache.CachedClassCount; i++)
        {
            ref CacheBin cacheBin = ref cache.Bins[i];
            if (cacheBin.Capacity == 0)
            {
                continue;
            }

            if (i < cache.SmallCount)
            {
                Bin bin = arena.ChooseBin(thread, i, out _);
                bin.Lock.Lock(thread);
                bin.Stats.Nrequests += cacheBin.Requests;
                bin.Lock.Unlock(thread);
            }
            else
            {
                arena.LargeStatsOf(i).Nrequests += cacheBin.Requests;
                arena.LargeStatsOf(i).Nflushes++;
            }

            cacheBin.Requests = 0;
        }
    }
}
