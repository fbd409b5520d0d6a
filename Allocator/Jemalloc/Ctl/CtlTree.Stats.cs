using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Stats;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <content>Statistics: stats.*</content>
internal static partial class CtlTree
{
    private static void AddStats(CtlNode root, ControlSet set)
    {
        AddTotal(root, "allocated", s => s.Allocated);
        AddTotal(root, "active", s => s.Active);
        AddTotal(root, "metadata", s => s.Metadata);
        AddTotal(root, "metadata_edata", s => s.MetadataEdata);
        AddTotal(root, "metadata_rtree", s => s.MetadataRtree);
        AddTotal(root, "metadata_thp", s => s.MetadataThp);
        AddTotal(root, "resident", s => s.Resident);
        AddTotal(root, "mapped", s => s.Mapped);
        AddTotal(root, "retained", s => s.Retained);
        AddTotal(root, "background_thread.num_threads", s => s.BackgroundThreads.ThreadCount);
        AddTotal(root, "background_thread.num_runs", s => s.BackgroundThreads.RunCount);
        AddTotal(root, "background_thread.run_interval", s => s.BackgroundThreads.RunIntervalNs);
        root.Add("stats.zero_reallocs", Locked(SizeOfLong, (ctl, _) => ctl.Target.ZeroReallocs));
        foreach (GlobalMutex mutex in set.GlobalMutexes)
        {
            int index = (int)mutex;
            AddMutex(root, "stats.mutexes." + MutexNames.Of(mutex), (ctl, _) => ctl.Arenas.Stats.Mutexes[index]);
        }

        root.Add("stats.mutexes.reset", ResetMutexes);
        root.DeclareIndex("stats.arenas", ArenaHasStats);
        AddArenaStats(root, set);
        AddSmallAndLarge(root, set);
        AddClasses(root);
        AddHuge(root);
    }

    private static void AddTotal(CtlNode root, string name, Func<CtlStats, ulong> read)
        => root.Add("stats." + name, Locked(SizeOfLong, (ctl, _) => read(ctl.Arenas.Stats)));

    private static bool ArenaHasStats(Ctl ctl, int thread, ulong index)
    {
        ctl.Lock(ctl.Mutex, thread);
        var has = ctl.Arenas.IsInitialized(index);
        ctl.Unlock(ctl.Mutex, thread);
        return has;
    }

    private static void AddOfArena(CtlNode root, string name, Func<ArenaStatsSnapshot, ulong> read, int size = SizeOfLong)
        => root.Add("stats.arenas.*." + name, Locked(size, (ctl, mib) => read(ctl.Arenas[mib[2]].Stats)));

    private static void AddArenaStats(CtlNode root, ControlSet set)
    {
        AddOfArena(root, "nthreads", s => s.Nthreads, SizeOfUnsigned);
        AddOfArena(root, "uptime", s => s.UptimeNs);
        root.Add("stats.arenas.*.dss", ArenaStatsDss);
        AddOfArena(root, "dirty_decay_ms", s => (ulong)s.DirtyDecayMs);
        AddOfArena(root, "muzzy_decay_ms", s => (ulong)s.MuzzyDecayMs);
        AddOfArena(root, "pactive", s => s.ActivePages);
        AddOfArena(root, "pdirty", s => s.DirtyPages);
        AddOfArena(root, "pmuzzy", s => s.MuzzyPages);
        AddOfArena(root, "mapped", s => s.Mapped);
        AddOfArena(root, "retained", s => s.Retained);
        AddOfArena(root, "extent_avail", s => s.ExtentAvail);
        AddOfArena(root, "dirty_npurge", s => s.DecayDirty.Npurge);
        AddOfArena(root, "dirty_nmadvise", s => s.DecayDirty.Nmadvise);
        AddOfArena(root, "dirty_purged", s => s.DecayDirty.Purged);
        AddOfArena(root, "muzzy_npurge", s => s.DecayMuzzy.Npurge);
        AddOfArena(root, "muzzy_nmadvise", s => s.DecayMuzzy.Nmadvise);
        AddOfArena(root, "muzzy_purged", s => s.DecayMuzzy.Purged);
        AddOfArena(root, "base", s => s.Base);
        AddOfArena(root, "internal", s => s.Internal);
        AddOfArena(root, "metadata_edata", s => s.MetadataEdata);
        AddOfArena(root, "metadata_rtree", s => s.MetadataRtree);
        AddOfArena(root, "metadata_thp", s => s.MetadataThp);
        AddOfArena(root, "tcache_bytes", s => s.TcacheBytes);
        AddOfArena(root, "tcache_stashed_bytes", s => s.TcacheStashedBytes);
        AddOfArena(root, "resident", s => s.Resident);
        AddOfArena(root, "abandoned_vm", s => s.AbandonedVm);
        AddOfArena(root, "hpa_sec_bytes", s => s.Hpa.SecBytes);
        AddOfArena(root, "hpa_sec_hits", s => s.Hpa.SecHits);
        AddOfArena(root, "hpa_sec_misses", s => s.Hpa.SecMisses);
        AddOfArena(root, "hpa_sec_dalloc_flush", s => s.Hpa.SecFlushingFrees);
        AddOfArena(root, "hpa_sec_dalloc_noflush", s => s.Hpa.SecPlainFrees);
        AddOfArena(root, "hpa_sec_overfills", s => s.Hpa.SecOverfills);
        foreach (ArenaMutex mutex in set.ArenaMutexes)
        {
            int index = (int)mutex;
            AddMutex(root, "stats.arenas.*.mutexes." + MutexNames.Of(mutex), (ctl, mib) => ctl.Arenas[mib[2]].Stats.Mutexes[index]);
        }
    }

    private static void AddSmallAndLarge(CtlNode root, ControlSet set)
    {
        AddOfArena(root, "small.allocated", s => s.AllocatedSmall);
        AddOfArena(root, "small.nmalloc", s => s.Small.Nmalloc);
        AddOfArena(root, "small.ndalloc", s => s.Small.Ndalloc);
        AddOfArena(root, "small.nrequests", s => s.Small.Nrequests);
        AddOfArena(root, "small.nfills", s => s.Small.Nfills);
        AddOfArena(root, "small.nflushes", s => s.Small.Nflushes);
        AddOfArena(root, "large.allocated", s => s.AllocatedLarge);
        AddOfArena(root, "large.nmalloc", s => s.NmallocLarge);
        AddOfArena(root, "large.ndalloc", s => s.NdallocLarge);
        AddOfArena(root, "large.nrequests", set.ShowsMallocsForRequests ? s => s.NmallocLarge : s => s.NrequestsLarge);

        // Large extents are not fetched in batches, so that each allocation counts as a fill.
        AddOfArena(root, "large.nfills", s => s.NmallocLarge);
        AddOfArena(root, "large.nflushes", s => s.NflushesLarge);
    }

    // An index one past the last is let through, as in the library, which then reads what lies behind its table; here that is 0.
    private static T At<T>(T[] rows, ulong index) => index < (ulong)rows.Length ? rows[index] : default!;

    private static void AddClasses(CtlNode root)
    {
        root.DeclareIndex("stats.arenas.*.bins", (ctl, _, j) => j < Past(ctl) + (ulong)ctl.Target.Sizes.SmallCount);
        AddOfBin(root, "nmalloc", b => b.Nmalloc);
        AddOfBin(root, "ndalloc", b => b.Ndalloc);
        AddOfBin(root, "nrequests", b => b.Nrequests);
        AddOfBin(root, "curregs", b => b.Curregs);
        AddOfBin(root, "nfills", b => b.Nfills);
        AddOfBin(root, "nflushes", b => b.Nflushes);
        AddOfBin(root, "nslabs", b => b.Nslabs);
        AddOfBin(root, "nreslabs", b => b.Reslabs);
        AddOfBin(root, "curslabs", b => b.Curslabs);
        AddOfBin(root, "nonfull_slabs", b => b.NonfullSlabs);
        AddMutex(root, "stats.arenas.*.bins.*.mutex", (ctl, mib) => At(ctl.Arenas[mib[2]].Stats.BinMutexes, mib[4]));
        root.DeclareIndex("stats.arenas.*.lextents", (ctl, _, j) => j < Past(ctl) + (ulong)(ctl.Target.Sizes.Count - ctl.Target.Sizes.SmallCount));
        AddOfLarge(root, "nmalloc", l => l.Nmalloc);
        AddOfLarge(root, "ndalloc", l => l.Ndalloc);
        AddOfLarge(root, "nrequests", l => l.Nrequests);
        AddOfLarge(root, "curlextents", l => l.Curlextents);
        root.DeclareIndex("stats.arenas.*.extents", (ctl, _, j) => j < (ulong)ctl.Target.Sizes.PageClassCount);
        AddOfExtents(root, "ndirty", e => e.Ndirty);
        AddOfExtents(root, "nmuzzy", e => e.Nmuzzy);
        AddOfExtents(root, "nretained", e => e.Nretained);
        AddOfExtents(root, "dirty_bytes", e => e.DirtyBytes);
        AddOfExtents(root, "muzzy_bytes", e => e.MuzzyBytes);
        AddOfExtents(root, "retained_bytes", e => e.RetainedBytes);
    }

    private static void AddOfBin(CtlNode root, string name, Func<BinStats, ulong> read)
        => root.Add("stats.arenas.*.bins.*." + name, Locked(SizeOfLong, (ctl, mib) => read(At(ctl.Arenas[mib[2]].Stats.Bins, mib[4]))));

    private static void AddOfLarge(CtlNode root, string name, Func<LargeStats, ulong> read)
        => root.Add("stats.arenas.*.lextents.*." + name, Locked(SizeOfLong, (ctl, mib) => read(At(ctl.Arenas[mib[2]].Stats.Large, mib[4]))));

    private static void AddOfExtents(CtlNode root, string name, Func<ExtentStats, ulong> read)
        => root.Add("stats.arenas.*.extents.*." + name, Locked(SizeOfLong, (ctl, mib) => read(ctl.Arenas[mib[2]].Stats.Extents[mib[4]])));

    private static void AddHuge(CtlNode root)
    {
        AddOfArena(root, "hpa_shard.npurge_passes", s => s.Hpa.NpurgePasses);
        AddOfArena(root, "hpa_shard.npurges", s => s.Hpa.Npurges);
        AddOfArena(root, "hpa_shard.nhugifies", s => s.Hpa.Nhugifies);
        AddOfArena(root, "hpa_shard.nhugify_failures", s => s.Hpa.NhugifyFailures);
        AddOfArena(root, "hpa_shard.ndehugifies", s => s.Hpa.Ndehugifies);
        AddOfArena(root, "hpa_shard.npageslabs", s => s.Hpa.Slabs(0).Npageslabs + s.Hpa.Slabs(1).Npageslabs);
        AddOfArena(root, "hpa_shard.nactive", s => s.Hpa.Slabs(0).Nactive + s.Hpa.Slabs(1).Nactive);
        AddOfArena(root, "hpa_shard.ndirty", s => s.Hpa.Slabs(0).Ndirty + s.Hpa.Slabs(1).Ndirty);
        root.DeclareIndex("stats.arenas.*.hpa_shard.nonfull_slabs", (ctl, _, j) => j < (ulong)HpaShardStats.ClassCount(ctl.Target.Sizes));
        for (var huge = 0; huge < 2; huge++)
        {
            var which = huge;
            AddPageSlabs(root, "slabs", huge, (s, _) => s.Slabs(which));
            AddPageSlabs(root, "full_slabs", huge, (s, _) => s.FullSlabs[which]);
            AddPageSlabs(root, "empty_slabs", huge, (s, _) => s.EmptySlabs[which]);
            AddPageSlabs(root, "nonfull_slabs.*", huge, (s, mib) => s.NonfullSlabs[(2 * mib[5]) + (ulong)which]);
        }
    }

    private static void AddPageSlabs(CtlNode root, string group, int huge, Func<HpaShardStats, ulong[], PageSlabStats> find)
    {
        var suffix = huge == 0 ? "_nonhuge" : "_huge";
        Add("npageslabs", s => s.Npageslabs);
        Add("nactive", s => s.Nactive);
        Add("ndirty", s => s.Ndirty);

        void Add(string name, Func<PageSlabStats, ulong> read)
            => root.Add($"stats.arenas.*.hpa_shard.{group}.{name}{suffix}", Locked(SizeOfLong, (ctl, mib) => read(find(ctl.Arenas[mib[2]].Stats.Hpa, mib))));
    }

    private static void AddMutex(CtlNode root, string path, Func<Ctl, ulong[], MutexProfile> find)
    {
        Add("num_ops", p => p.NumOps);
        Add("num_wait", p => p.NumWait);
        Add("num_spin_acq", p => p.NumSpinAcq);
        Add("num_owner_switch", p => p.NumOwnerSwitch);
        Add("total_wait_time", p => p.TotalWaitTimeNs);
        Add("max_wait_time", p => p.MaxWaitTimeNs);
        Add("max_num_thds", p => p.MaxNumThds, SizeOfUnsigned);

        void Add(string name, Func<MutexProfile, ulong> read, int size = SizeOfLong)
            => root.Add(path + "." + name, Locked(size, (ctl, mib) => read(find(ctl, mib))));
    }

    private static int ArenaStatsDss(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        ctl.Lock(ctl.Mutex, thread);
        var error = call.ReadOnly();
        error = error != Errno.Ok ? error : call.ReadText(ctl.Arenas[mib[2]].Stats.Dss?.ConfName() ?? "N/A");
        ctl.Unlock(ctl.Mutex, thread);
        return error;
    }

    private static int ResetMutexes(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        Reset(ctl.Mutex);
        Reset(ctl.Target.Background.Mutex);
        foreach (SimMutex mutex in ctl.Target.Profiler?.Mutexes ?? [])
        {
            Reset(mutex);
        }

        for (var i = 0; i < ctl.Target.ArenaCount; i++)
        {
            ctl.Target.Arena(i)?.ResetMutexes(thread);
        }

        return Errno.Ok;

        void Reset(SimMutex mutex)
        {
            ctl.Lock(mutex, thread);
            mutex.ResetProfile();
            ctl.Unlock(mutex, thread);
        }
    }
}
