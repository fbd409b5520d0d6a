using AllocSim.Allocator.Jemalloc.Slabs;
using AllocSim.Allocator.Jemalloc.Stats;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;

namespace AllocSim.Allocator.Jemalloc.Arenas;

/// <content>What thread caches did, as reports see it; nothing here takes a lock or changes a counter.</content>
internal sealed partial class Arena
{
    /// <summary>What caches did for a size class with this arena; what its caches have served and not yet told it is counted.</summary>
    public CacheUseSnapshot ReadCacheUse(int szind)
    {
        CacheUseSnapshot use = default;
        foreach (ITiedCache cache in Tcaches)
        {
            use.Requests += szind < cache.BinCount ? cache.RequestsOf(szind) : 0;
        }

        if (szind < _sizes.SmallCount)
        {
            foreach (Bin shard in BinsOf(szind))
            {
                use.Requests += shard.Stats.Nrequests;
                use.Misses += shard.Stats.Nfills;
                use.Fills += shard.Stats.Nfills;
                use.FilledObjects += shard.Stats.Nmalloc;
                use.Flushes += shard.Stats.Nflushes;
                use.FlushedObjects += shard.Stats.Ndalloc;
            }

            return use;
        }

        ref LargeStats large = ref _large[szind - _sizes.SmallCount];
        use.Requests += large.Nmalloc + large.Nrequests;
        use.Misses = use.FilledObjects = large.Nmalloc;
        use.Flushes = large.Nflushes;
        use.FlushedObjects = large.Ndalloc;
        return use;
    }
}
