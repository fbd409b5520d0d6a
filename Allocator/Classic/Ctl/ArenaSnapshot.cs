using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Sizes;

namespace AllocSim.Allocator.Classic.Ctl;

/// <summary>The counts of an arena, or of all together, as they were at the last refresh. (ctl_arena_stats_t)</summary>
internal sealed class ArenaSnapshot
{
    /// <summary>Makes one, all counts 0.</summary>
    public ArenaSnapshot(Geometry geometry)
    {
        Bins = new BinCounts[geometry.Bins.Length];
        Large = new LargeStats[geometry.LargeClasses];
    }

    /// <summary>Pages of runs in use.</summary>
    public ulong ActivePages { get; private set; }

    /// <summary>Dirty pages.</summary>
    public ulong DirtyPages { get; private set; }

    /// <summary>Bytes of chunks.</summary>
    public ulong MappedBytes { get; private set; }

    /// <summary>Purges.</summary>
    public ulong Purges { get; private set; }

    /// <summary>Calls of madvise.</summary>
    public ulong Madvises { get; private set; }

    /// <summary>Pages dropped.</summary>
    public ulong PurgedPages { get; private set; }

    /// <summary>Small objects together; of requests, mallocs, dallocs and bytes.</summary>
    public BinCounts Small { get; private set; }

    /// <summary>Bytes in large objects.</summary>
    public ulong LargeBytes { get; private set; }

    /// <summary>Large objects together; their runs are not added up.</summary>
    public LargeStats LargeTotal { get; private set; }

    /// <summary>Small classes.</summary>
    public BinCounts[] Bins { get; }

    /// <summary>Large classes.</summary>
    public LargeStats[] Large { get; }

    /// <summary>All counts become 0. (ctl_arena_clear)</summary>
    public void Clear()
    {
        ActivePages = DirtyPages = MappedBytes = Purges = Madvises = PurgedPages = LargeBytes = 0;
        Small = default;
        LargeTotal = default;
        Bins.AsSpan().Clear();
        Large.AsSpan().Clear();
    }

    /// <summary>Takes an arena's counts. (ctl_arena_stats_amerge)</summary>
    public void Take(Arena arena)
    {
        Clear();
        arena.Mutex.Lock();
        ActivePages = (ulong)arena.ActivePages;
        DirtyPages = (ulong)arena.DirtyPages;
        MappedBytes = arena.MappedBytes;
        Purges = arena.Purges;
        Madvises = arena.Madvises;
        PurgedPages = arena.PurgedPages;
        LargeBytes = arena.LargeBytes;
        LargeTotal = new LargeStats { Mallocs = arena.LargeMallocs, Dallocs = arena.LargeDallocs, Requests = arena.LargeRequests };
        arena.LargeStats.CopyTo(Large, 0);
        arena.Mutex.Unlock();
        BinCounts small = default;
        for (int i = 0; i < Bins.Length; i++)
        {
            arena.Bins[i].Mutex.Lock();
            Bins[i] = BinCounts.Of(arena.Bins[i]);
            arena.Bins[i].Mutex.Unlock();
            small.Add(Bins[i]);
        }

        Small = small;
    }

    /// <summary>Adds an arena's counts. (ctl_arena_stats_smerge)</summary>
    public void Add(ArenaSnapshot arena)
    {
        ActivePages += arena.ActivePages;
        DirtyPages += arena.DirtyPages;
        MappedBytes += arena.MappedBytes;
        Purges += arena.Purges;
        Madvises += arena.Madvises;
        PurgedPages += arena.PurgedPages;
        LargeBytes += arena.LargeBytes;
        BinCounts small = Small;
        small.Add(arena.Small);
        Small = small;
        LargeStats total = LargeTotal;
        total.Add(arena.LargeTotal);
        LargeTotal = total;
        for (int i = 0; i < Bins.Length; i++)
        {
            Bins[i].Add(arena.Bins[i]);
        }

        for (int i = 0; i < Large.Length; i++)
        {
            Large[i].Add(arena.Large[i]);
        }
    }
}
