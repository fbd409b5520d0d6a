namespace AllocSim.Allocator.Jemalloc.Stats;

/// <summary>Adds the snapshot of an arena to the sum over the existing arenas, or over the destroyed ones.</summary>
/// <remarks>jemalloc 5.3.0, `src/ctl.c`, ctl_arena_stats_sdmerge. What the library leaves out of its sums is left out here too.</remarks>
internal static class ArenaStatsSum
{
    /// <summary>Adds one arena.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="arena">The arena, with its bins summed.</param>
    /// <param name="isFirst">It is arena 0, whose uptime is the uptime of the sum.</param>
    /// <param name="isDestroyed">The arena is being destroyed and the sum is that of destroyed arenas: what an arena holds is not added, only what it has done.</param>
    /// <param name="sumsLargeFlushes">The version sums flushes of large objects.</param>
    public static void Add(ArenaStatsSnapshot sum, ArenaStatsSnapshot arena, bool isFirst, bool isDestroyed, bool sumsLargeFlushes = true)
    {
        if (!isDestroyed)
        {
            AddHoldings(sum, arena);
        }

        sum.DecayDirty.Add(arena.DecayDirty);
        sum.DecayMuzzy.Add(arena.DecayMuzzy);
        AddMutexes(sum, arena);
        sum.Small.Nmalloc += arena.Small.Nmalloc;
        sum.Small.Ndalloc += arena.Small.Ndalloc;
        sum.Small.Nrequests += arena.Small.Nrequests;
        sum.Small.Nfills += arena.Small.Nfills;
        sum.Small.Nflushes += arena.Small.Nflushes;
        sum.NmallocLarge += arena.NmallocLarge;
        sum.NdallocLarge += arena.NdallocLarge;
        sum.NrequestsLarge += arena.NrequestsLarge;
        sum.NflushesLarge += sumsLargeFlushes ? arena.NflushesLarge : 0;
        sum.AbandonedVm += arena.AbandonedVm;
        sum.TcacheBytes += arena.TcacheBytes;
        sum.TcacheStashedBytes += arena.TcacheStashedBytes;
        if (isFirst)
        {
            sum.UptimeNs = arena.UptimeNs;
        }

        AddClasses(sum, arena, isDestroyed);
        sum.Hpa.Add(arena.Hpa);
    }

    private static void AddHoldings(ArenaStatsSnapshot sum, ArenaStatsSnapshot arena)
    {
        sum.Nthreads += arena.Nthreads;
        sum.ActivePages += arena.ActivePages;
        sum.DirtyPages += arena.DirtyPages;
        sum.MuzzyPages += arena.MuzzyPages;
        sum.Mapped += arena.Mapped;
        sum.Retained += arena.Retained;
        sum.ExtentAvail += arena.ExtentAvail;
        sum.Base += arena.Base;
        sum.MetadataEdata += arena.MetadataEdata;
        sum.MetadataRtree += arena.MetadataRtree;
        sum.Resident += arena.Resident;
        sum.MetadataThp += arena.MetadataThp;
        sum.Internal += arena.Internal;
        sum.AllocatedSmall += arena.AllocatedSmall;
        sum.AllocatedLarge += arena.AllocatedLarge;
    }

    private static void AddMutexes(ArenaStatsSnapshot sum, ArenaStatsSnapshot arena)
    {
        for (var i = 0; i < sum.Mutexes.Length; i++)
        {
            sum.Mutexes[i].Add(arena.Mutexes[i]);
        }

        for (var i = 0; i < sum.BinMutexes.Length; i++)
        {
            sum.BinMutexes[i].Add(arena.BinMutexes[i]);
        }
    }

    private static void AddClasses(ArenaStatsSnapshot sum, ArenaStatsSnapshot arena, bool isDestroyed)
    {
        for (var i = 0; i < sum.Bins.Length; i++)
        {
            var bin = arena.Bins[i];
            if (isDestroyed)
            {
                // A reset leaves the count of partly used slabs standing.
                bin.Curregs = bin.Curslabs = bin.NonfullSlabs = 0;
            }

            sum.Bins[i].Add(bin);
        }

        for (var i = 0; i < sum.Large.Length; i++)
        {
            ref var into = ref sum.Large[i];
            ref var from = ref arena.Large[i];
            into.Nmalloc += from.Nmalloc;
            into.Ndalloc += from.Ndalloc;
            into.Nrequests += from.Nrequests;
            into.Curlextents += from.Curlextents;
        }

        for (var i = 0; i < sum.Extents.Length; i++)
        {
            sum.Extents[i].Add(arena.Extents[i]);
        }
    }
}
