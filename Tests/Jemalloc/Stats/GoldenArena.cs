using System.Text.Json;
using AllocSim.Allocator.Jemalloc.Ctl.Targets;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Stats;
using AllocSim.Simulator.Locks;

namespace AllocSim.Tests.Jemalloc.Stats;

/// <summary>An arena that has nothing but the statistics which the real one printed.</summary>
internal sealed class GoldenArena(JsonElement arena, SizeClasses sizes) : ICtlArena
{
    public string Name => "";

    public HookSet Hooks => default;

    public DssPrecedence Dss { get; set; } = DssPrecedence.Secondary;

    public ulong OversizeThreshold { get; set; }

    public ulong ActivePagesAddress => 0;

    public int ThreadCount(bool isInternal) => isInternal ? 0 : (int)Number("nthreads");

    public void MergeStats(int thread, ArenaStatsSnapshot into)
    {
        into.Nthreads += (uint)Number("nthreads");
        into.Dss = Enum.Parse<DssPrecedence>(arena.GetProperty("dss").GetString()!, ignoreCase: true);
        into.DirtyDecayMs = arena.GetProperty("dirty_decay_ms").GetInt64();
        into.MuzzyDecayMs = arena.GetProperty("muzzy_decay_ms").GetInt64();
        into.ActivePages += Number("pactive");
        into.DirtyPages += Number("pdirty");
        into.MuzzyPages += Number("pmuzzy");
        into.DecayDirty = Decay("dirty");
        into.DecayMuzzy = Decay("muzzy");
        into.UptimeNs = Number("uptime_ns");
        into.Mapped = Number("mapped");
        into.Retained = Number("retained");
        into.Base = Number("base");
        into.Internal = Number("internal");
        into.TcacheBytes = Number("tcache_bytes");
        into.Resident = Number("resident");
        into.ExtentAvail = Number("extent_avail");
        var large = arena.GetProperty("large");
        into.AllocatedLarge = Number(large, "allocated");
        into.NmallocLarge = Number(large, "nmalloc");
        into.NdallocLarge = Number(large, "ndalloc");
        into.NrequestsLarge = Number(large, "nrequests");
        into.NflushesLarge = Number(large, "nflushes");
        MergeClasses(into);
    }

    public void ResetMutexes(int thread) => throw new NotSupportedException();

    public void Decay(int thread, bool isAll) => throw new NotSupportedException();

    public void Reset(int thread, bool isDestroyed) => throw new NotSupportedException();

    public void SetHooks(int thread, HookSet hooks) => throw new NotSupportedException();

    public void Destroy(int thread) => throw new NotSupportedException();

    public long DecayMs(bool isDirty) => arena.GetProperty(isDirty ? "dirty_decay_ms" : "muzzy_decay_ms").GetInt64();

    public bool TrySetDecayMs(int thread, bool isDirty, long ms) => ms >= -1;

    public bool TryRetainGrowLimit(int thread, ulong? newLimit, out ulong oldLimit) => throw new NotSupportedException();

    private static ulong Number(JsonElement element, string name) => element.GetProperty(name).GetUInt64();

    private static MutexProfile Mutex(JsonElement element) => new() { NumOps = Number(element, "num_ops") };

    private ulong Number(string name) => Number(arena, name);

    private DecayStats Decay(string which) => new()
    {
        Npurge = Number(which + "_npurge"),
        Nmadvise = Number(which + "_nmadvise"),
        Purged = Number(which + "_purged"),
    };

    private void MergeClasses(ArenaStatsSnapshot into)
    {
        for (var i = 0; i < (int)ArenaMutex.Count; i++)
        {
            into.Mutexes[i] = Mutex(arena.GetProperty("mutexes").GetProperty(MutexNames.Of((ArenaMutex)i)));
        }

        for (var i = 0; i < sizes.SmallCount; i++)
        {
            var bin = arena.GetProperty("bins")[i];
            into.Bins[i] = new BinStats
            {
                Nmalloc = Number(bin, "nmalloc"),
                Ndalloc = Number(bin, "ndalloc"),
                Curregs = Number(bin, "curregs"),
                Nrequests = Number(bin, "nrequests"),
                Nfills = Number(bin, "nfills"),
                Nflushes = Number(bin, "nflushes"),
                Reslabs = Number(bin, "nreslabs"),
                Curslabs = Number(bin, "curslabs"),
                NonfullSlabs = Number(bin, "nonfull_slabs"),
            };
            into.BinMutexes[i] = Mutex(bin.GetProperty("mutex"));
        }

        for (var i = 0; i < into.Large.Length; i++)
        {
            into.Large[i].Curlextents = Number(arena.GetProperty("lextents")[i], "curlextents");
        }

        for (var i = 0; i < into.Extents.Length; i++)
        {
            var row = arena.GetProperty("extents")[i];
            into.Extents[i] = new ExtentStats
            {
                Ndirty = Number(row, "ndirty"),
                DirtyBytes = Number(row, "dirty_bytes"),
                Nmuzzy = Number(row, "nmuzzy"),
                MuzzyBytes = Number(row, "muzzy_bytes"),
                Nretained = Number(row, "nretained"),
                RetainedBytes = Number(row, "retained_bytes"),
            };
        }
    }
}
