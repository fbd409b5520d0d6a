using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Allocator.Jemalloc.Inspection;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;

namespace AllocSim.Allocator.Jemalloc.Tables.Readers;

/// <summary>Unused pages and page slabs; takes no lock and changes no counter.</summary>
internal static class PageReader
{
    /// <summary>Unused pages of each arena, and what decay allows of them at a time from now on.</summary>
    public static List<DecaySnapshot> Decay(HeapView heap, long nowNs) => [.. heap.EachArena().Select(arena => DecayOf(arena, nowNs))];

    /// <summary>What the huge page allocator of each arena holds, and what it has done.</summary>
    public static List<PageSlabSnapshot> PageSlabs(HeapView heap)
    {
        List<PageSlabSnapshot> arenas = [];
        foreach (Arena arena in heap.EachArena())
        {
            if (arena.Pages is { Hpa: { } hpa, Sec: { } sec })
            {
                arenas.Add(hpa.Show() with { Arena = arena.Index, CachedBytes = sec.CachedBytes });
            }
        }

        return arenas;
    }

    private static DecaySnapshot DecayOf(Arena arena, long nowNs)
    {
        Pac pac = arena.Pages.Pac;
        return new DecaySnapshot
        {
            Arena = arena.Index,
            DirtyPages = pac.Dirty.Pages,
            DirtyLimitPages = LimitOf(pac.DecayDirty, pac.Dirty, nowNs),
            MuzzyPages = pac.Muzzy.Pages,
            MuzzyLimitPages = LimitOf(pac.DecayMuzzy, pac.Muzzy, nowNs),
            DirtyPurgedPages = pac.Stats.Dirty.Purged,
            MuzzyPurgedPages = pac.Stats.Muzzy.Purged,
            DirtyPurges = pac.Stats.Dirty.Npurge,
            MuzzyPurges = pac.Stats.Muzzy.Npurge,
            MadviseCalls = pac.Stats.Dirty.Nmadvise + pac.Stats.Muzzy.Nmadvise,
        };
    }

    private static ulong LimitOf(Decay decay, Ecache cache, long nowNs) => decay.TimeMs switch
    {
        < 0 => DecaySnapshot.NoLimit,
        0 => 0,
        _ => decay.AllowedAt(nowNs, cache.Pages),
    };
}
