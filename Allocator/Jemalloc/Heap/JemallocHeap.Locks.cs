using System.Globalization;
using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>The mutexes by the names that controls know them by.</content>
public sealed partial class JemallocHeap
{
    /// <summary>What a thread does that finds a mutex taken. (mutex_max_spin)</summary>
    public WaitingLaw Waiting => WaitingLaw.SpinThenSleep(_options.MutexMaxSpin);

    /// <summary>The mutexes that there are by now: those of arenas by arena, bins first, the shards of a bin together; then those of the whole allocator.</summary>
    /// <remarks>Beside those that the library reports: arenas, the growth of an arena's address space, its bump region where slabs are guarded, and the growth of the huge page allocators'.</remarks>
    public IReadOnlyList<NamedMutexes> NamedMutexes()
    {
        List<NamedMutexes> all = [];
        for (int i = 0; i < _arenas.Count; i++)
        {
            if (_arenas.TryGet(i) is { } arena)
            {
                AddMutexes(all, arena, string.Create(CultureInfo.InvariantCulture, $"stats.arenas.{i}"));
            }
        }

        all.Add(new NamedMutexes("stats.mutexes.background_thread", [_arenas.Background.Mutex]));
        if (_arenas.Background.HasThreads)
        {
            all.AddRange(_arenas.Background.Threads.Select(each => new NamedMutexes(string.Create(CultureInfo.InvariantCulture, $"background_thread.{each.Index}"), [each.Mutex])));
        }

        all.Add(new NamedMutexes("stats.mutexes.ctl", [_ctl.Mutex]));
        AddProfilerMutexes(all);
        all.Add(new NamedMutexes("arenas", [_arenas.Mutex]));
        if (_arenas.Hpa is { } central)
        {
            all.Add(new NamedMutexes("hpa_central_grow", [central.GrowMutex]));
        }

        return all;
    }

    // Those that the library does not report are known by its own names for them; threads share some, backtraces others.
    private void AddProfilerMutexes(List<NamedMutexes> all)
    {
        if (_profiler?.Mutexes is { } mutexes)
        {
            all.AddRange(mutexes.Reported.Select(mutex => new NamedMutexes("stats.mutexes." + mutex.Name, [mutex])));
            all.AddRange(mutexes.Others.Select(mutex => new NamedMutexes(mutex.Name, [mutex])));
            all.Add(new NamedMutexes("prof_tdata", mutexes.OfTdatas));
            all.Add(new NamedMutexes("prof_gctx", mutexes.OfGctxs));
        }
    }

    private void AddMutexes(List<NamedMutexes> all, Arena arena, string prefix)
    {
        for (int szind = 0; szind < _sizes.SmallCount; szind++)
        {
            all.Add(new NamedMutexes(string.Create(CultureInfo.InvariantCulture, $"{prefix}.bins.{szind}.mutex"), [.. arena.BinsOf(szind).Select(bin => bin.Lock)]));
        }

        ArenaMutex[] order =
        [
            ArenaMutex.Large, ArenaMutex.ExtentAvail, ArenaMutex.ExtentsDirty, ArenaMutex.ExtentsMuzzy, ArenaMutex.ExtentsRetained,
            ArenaMutex.DecayDirty, ArenaMutex.DecayMuzzy, ArenaMutex.TcacheList, ArenaMutex.Base,
        ];
        all.AddRange(arena.ReportedMutexes.Zip(order, (mutex, name) => new NamedMutexes($"{prefix}.mutexes.{MutexNames.Of(name)}", [mutex])));
        if (arena.Pages.Hpa is { } hpa)
        {
            all.Add(new NamedMutexes($"{prefix}.mutexes.{MutexNames.Of(ArenaMutex.HpaShard)}", [hpa.Mutex]));
            all.Add(new NamedMutexes($"{prefix}.mutexes.{MutexNames.Of(ArenaMutex.HpaShardGrow)}", [hpa.GrowMutex]));
            all.Add(new NamedMutexes($"{prefix}.mutexes.{MutexNames.Of(ArenaMutex.HpaSec)}", [.. arena.Pages.Sec!.Mutexes]));
        }

        all.Add(new NamedMutexes($"{prefix}.extent_grow", [arena.Pages.Pac.GrowMutex]));
        if (_san.IsEnabled)
        {
            all.Add(new NamedMutexes($"{prefix}.sanitizer_bump_allocator", [arena.Pages.Pac.Bump.Mutex]));
        }
    }
}
