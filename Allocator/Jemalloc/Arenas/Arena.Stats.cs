using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Slabs;
using AllocSim.Allocator.Jemalloc.Stats;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Arenas;

/// <content>Statistics, with the locks that reading them takes.</content>
internal sealed partial class Arena
{
    /// <summary>Adds the arena's statistics to a snapshot. (arena_stats_merge)</summary>
    public void MergeStats(Tsd? thread, ArenaStatsSnapshot into)
    {
        Pac pac = Pages.Pac;
        into.Nthreads += (uint)ThreadCount(isInternal: false);
        into.Dss = pac.Extents.DssPrecedence;
        into.DirtyDecayMs = pac.DecayDirty.TimeMs;
        into.MuzzyDecayMs = pac.DecayMuzzy.TimeMs;
        into.ActivePages += Pages.ActivePages;
        into.DirtyPages += DirtyPages;
        into.MuzzyPages += pac.Muzzy.Pages;

        Base.Mutex.Lock(thread);
        into.Mapped += Base.Mapped + pac.Stats.Mapped;
        into.Resident += Base.Resident;
        into.Base += Base.Allocated;
        into.MetadataEdata += Base.EdataBytes;
        into.MetadataRtree += Base.RtreeBytes;
        into.MetadataThp += Base.HugePages;
        Base.Mutex.Unlock(thread);
        into.Internal += InternalBytes;
        MergeLarge(into);
        MergePages(thread, into);
        MergeTcaches(thread, into);
        ReadMutexes(thread, into.Mutexes);
        into.UptimeNs = (ulong)(_context.Machine.NowNs - CreatedNs);
        MergeBins(thread, into);
    }

    /// <summary>The mutexes that a reset of the statistics takes, in the order in which they are locked: those that are reported but for the huge page allocator's.</summary>
    public IEnumerable<SimMutex> ReportedMutexes =>
    [
        LargeMutex, Pages.Records.Mutex, Pages.Pac.Dirty.Mutex, Pages.Pac.Muzzy.Mutex, Pages.Pac.Retained.Mutex,
        Pages.Pac.DecayDirty.Mutex, Pages.Pac.DecayMuzzy.Mutex, TcacheListMutex, Base.Mutex,
    ];

    /// <summary>Bytes of objects, whole size classes, those in caches included.</summary>
    public ulong AllocatedBytes { get; private set; }

    /// <summary>Bytes in caches that this arena fills.</summary>
    public ulong CachedBytes()
    {
        ulong bytes = 0;
        foreach (ITiedCache cache in Tcaches)
        {
            for (int i = 0; i < cache.BinCount; i++)
            {
                int bin = _context.Version.CountedBin(i, _sizes.SmallCount);
                bytes += bin < cache.BinCount ? (ulong)cache.CountOf(bin) * _sizes.IndexToSize(i) : 0;
            }
        }

        return bytes;
    }

    /// <summary>Adds what reports show, without locking anything.</summary>
    public void AddTotals(ref HeapTotals totals)
    {
        Pac pac = Pages.Pac;
        totals.AllocatedBytes += AllocatedBytes;
        totals.ActiveBytes += Pages.ActivePages << _sizes.LgPage;
        totals.MetadataBytes += Base.Allocated + InternalBytes;
        totals.ResidentBytes += Base.Resident + (ResidentPages << _sizes.LgPage);
        totals.MappedBytes += Base.Mapped + pac.Stats.Mapped;
        totals.RetainedBytes += pac.Retained.Pages << _sizes.LgPage;
        totals.Own[OwnIndex.DirtyPages] += pac.Dirty.Pages;
        totals.Own[OwnIndex.MuzzyPages] += pac.Muzzy.Pages;
        totals.Own[OwnIndex.PurgedPages] += pac.Stats.Dirty.Purged + pac.Stats.Muzzy.Purged;
        totals.Own[OwnIndex.Purges] += pac.Stats.Dirty.Npurge + pac.Stats.Muzzy.Npurge;
        ref readonly ExtentCounts extents = ref pac.Extents.Counts;
        totals.Own[OwnIndex.ReusedExtents] += extents.FromDirty + extents.FromMuzzy;
        totals.Own[OwnIndex.Extents] += extents.Total;
    }

    private ulong DirtyPages => Pages.Pac.Dirty.Pages + (_context.Version.CountsHugeDirty ? Pages.Hpa?.DirtyPages ?? 0 : 0);

    private ulong ResidentPages => Pages.ActivePages + DirtyPages + (_context.Version.CountsMuzzyResident ? Pages.Pac.Muzzy.Pages : 0);

    private void MergeLarge(ArenaStatsSnapshot into)
    {
        _context.Machine.Read(_largeStatsAddress, _largeStatsBytes * (ulong)_large.Length);
        for (int i = 0; i < _large.Length; i++)
        {
            ref LargeStats mine = ref _large[i];
            ref LargeStats sum = ref into.Large[i];
            ulong live = mine.Nmalloc - mine.Ndalloc;
            sum.Nmalloc += mine.Nmalloc;
            sum.Ndalloc += mine.Ndalloc;
            sum.Nrequests += mine.Nmalloc + mine.Nrequests;
            sum.Nfills += mine.Nmalloc;
            sum.Nflushes += mine.Nflushes;
            sum.Curlextents += live;
            into.NmallocLarge += mine.Nmalloc;
            into.NdallocLarge += mine.Ndalloc;
            into.NrequestsLarge += mine.Nmalloc + mine.Nrequests;
            into.NfillsLarge += mine.Nmalloc;
            into.NflushesLarge += mine.Nflushes;
            into.AllocatedLarge += mine.ActiveBytes;
        }
    }

    private void MergePages(Tsd? thread, ArenaStatsSnapshot into)
    {
        Pac pac = Pages.Pac;
        into.Retained += pac.Retained.Pages << _sizes.LgPage;
        into.ExtentAvail += Pages.Records.Count;
        into.Resident += ResidentPages << _sizes.LgPage;
        into.DecayDirty.Add(pac.Stats.Dirty);
        into.DecayMuzzy.Add(pac.Stats.Muzzy);
        into.AbandonedVm += pac.Stats.AbandonedVm;
        for (int i = 0; i < into.Extents.Length; i++)
        {
            ref ExtentStats stats = ref into.Extents[i];
            stats.Ndirty = pac.Dirty.CountOf(i);
            stats.DirtyBytes = pac.Dirty.BytesOf(i);
            stats.Nmuzzy = pac.Muzzy.CountOf(i);
            stats.MuzzyBytes = pac.Muzzy.BytesOf(i);
            stats.Nretained = pac.Retained.CountOf(i);
            stats.RetainedBytes = pac.Retained.BytesOf(i);
        }

        if (Pages.Hpa is { } hpa)
        {
            hpa.MergeStats(thread, into.Hpa);
            Pages.Sec!.MergeStats(thread, into.Hpa);
        }
    }

    private void MergeTcaches(Tsd? thread, ArenaStatsSnapshot into)
    {
        TcacheListMutex.Lock(thread);
        into.TcacheBytes = CachedBytes();
        into.Mutexes[(int)ArenaMutex.TcacheList] = TcacheListMutex.Profile;
        TcacheListMutex.Unlock(thread);
    }

    private void ReadMutexes(Tsd? thread, MutexProfile[] into)
    {
        Pac pac = Pages.Pac;
        into[(int)ArenaMutex.Large] = LargeMutex.ReadLocked(thread);
        into[(int)ArenaMutex.Base] = Base.Mutex.ReadLocked(thread);
        into[(int)ArenaMutex.ExtentAvail] = Pages.Records.Mutex.ReadLocked(thread);
        into[(int)ArenaMutex.ExtentsDirty] = pac.Dirty.Mutex.ReadLocked(thread);
        into[(int)ArenaMutex.ExtentsMuzzy] = pac.Muzzy.Mutex.ReadLocked(thread);
        into[(int)ArenaMutex.ExtentsRetained] = pac.Retained.Mutex.ReadLocked(thread);
        into[(int)ArenaMutex.DecayDirty] = pac.DecayDirty.Mutex.ReadLocked(thread);
        into[(int)ArenaMutex.DecayMuzzy] = pac.DecayMuzzy.Mutex.ReadLocked(thread);
        if (Pages.Hpa is { } hpa)
        {
            into[(int)ArenaMutex.HpaShard] = hpa.Mutex.ReadLocked(thread);
            into[(int)ArenaMutex.HpaShardGrow] = hpa.GrowMutex.ReadLocked(thread);
            into[(int)ArenaMutex.HpaSec] = Pages.Sec!.ReadMutexes(thread);
        }
    }

    private void MergeBins(Tsd? thread, ArenaStatsSnapshot into)
    {
        for (int i = 0; i < _bins.Length; i++)
        {
            foreach (Bin bin in _bins[i])
            {
                bin.Lock.Lock(thread);
                into.BinMutexes[i].Add(bin.Lock.Profile);
                into.Bins[i].Add(bin.Stats);
                bin.Lock.Unlock(thread);
            }
        }
    }
}
