using AllocSim.Allocator.Jemalloc.Ctl;

namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <content>Samples of the heap profiler by size class, which stand among the counters of all arenas together when prof_stats is on.</content>
public sealed partial class StatsPrinter
{
    // Behind the columns, and the names, up to those of requests.
    private const int SampleColumnsPlace = 9;
    private const int SampleNamesPlace = 4;

    private static readonly string[] SampleNames = ["prof_live_requested", "prof_live_count", "prof_accum_requested", "prof_accum_count"];

    private static readonly StatsColumns SampleColumns = StatsColumns.Of((SampleNames[0], 21), (SampleNames[1], 17), (SampleNames[2], 21), (SampleNames[3], 17));

    private bool HasSamples(ulong arena) => _layout.HasProfiler && arena == CtlArenas.All && _ctl.Get("opt.prof") != 0 && _ctl.Get("opt.prof_stats") != 0;

    private CtlPath? SampleList(bool hasSamples, string list, out int depth)
    {
        depth = 0;
        if (!hasSamples)
        {
            return null;
        }

        var mib = CtlReader.NewMib();
        depth = _ctl.Prepare(mib, 0, "prof.stats." + list);
        return mib;
    }

    private ulong[] ReadSamples(CtlPath? mib, int depth, ulong index)
    {
        if (mib is null)
        {
            return [];
        }

        mib[depth] = index;
        var (liveBytes, live) = _ctl.LeafPair(mib, depth + 1, "live");
        var (allBytes, all) = _ctl.LeafPair(mib, depth + 1, "accum");
        return [liveBytes, live, allBytes, all];
    }
}
