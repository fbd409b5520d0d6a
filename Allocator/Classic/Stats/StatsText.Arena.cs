using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Ctl;
using AllocSim.Allocator.Classic.Sizes;

namespace AllocSim.Allocator.Classic.Stats;

/// <content>An arena's part.</content>
internal sealed partial class StatsText
{
    private void WriteArena(ArenaSnapshot arena)
    {
        Line($"dirty pages: {arena.ActivePages}:{arena.DirtyPages} active:dirty, {arena.Purges} sweep{Plural(arena.Purges)}, {arena.Madvises} madvise{Plural(arena.Madvises)}, {arena.PurgedPages} purged");
        Line($"            allocated      nmalloc      ndalloc    nrequests");
        BinCounts small = arena.Small;
        LargeStats large = arena.LargeTotal;
        Line($"small:   {small.Bytes,12} {small.Mallocs,12} {small.Dallocs,12} {small.Requests,12}");
        Line($"large:   {arena.LargeBytes,12} {large.Mallocs,12} {large.Dallocs,12} {large.Requests,12}");
        Line($"total:   {small.Bytes + arena.LargeBytes,12} {small.Mallocs + large.Mallocs,12} {small.Dallocs + large.Dallocs,12} {small.Requests + large.Requests,12}");
        Line($"active:  {arena.ActivePages * _geometry.PageBytes,12}");
        Line($"mapped:  {arena.MappedBytes,12}");
        WriteBins(arena);
        WriteLarge(arena);
    }

    // Classes that never had a run are left out, with their numbers in brackets.
    private void WriteBins(ArenaSnapshot arena)
    {
        Line($"bins:     bin    size regs pgs    allocated      nmalloc      ndalloc    nrequests       nfills     nflushes      newruns       reruns      maxruns      curruns");
        int gap = -1;
        for (int i = 0; i < arena.Bins.Length; i++)
        {
            ref readonly BinCounts bin = ref arena.Bins[i];
            if (bin.RunsMade == 0)
            {
                gap = gap < 0 ? i : gap;
                continue;
            }

            WriteGap(ref gap, i);
            BinInfo info = _geometry.Bins[i];
            Line($"{i,13} {Group(i)} {info.RegionBytes,5} {info.Regions,4} {info.RunBytes / _geometry.PageBytes,3} {bin.Bytes,12} {bin.Mallocs,12} {bin.Dallocs,12} {bin.Requests,12} {bin.Fills,12} {bin.Flushes,12} {bin.RunsMade,12} {bin.Reruns,12} {bin.RunsHigh,12} {bin.Runs,12}");
        }

        WriteGap(ref gap, arena.Bins.Length);
    }

    private void WriteGap(ref int gap, int end)
    {
        if (gap < 0)
        {
            return;
        }

        if (end > gap + 1)
        {
            Line($"[{gap}..{end - 1}]");
        }
        else
        {
            Line($"[{gap}]");
        }

        gap = -1;
    }

    // Classes without a request are left out, with their number in brackets.
    private void WriteLarge(ArenaSnapshot arena)
    {
        Line($"large:   size pages      nmalloc      ndalloc    nrequests      maxruns      curruns");
        int left = 0;
        for (int i = 0; i < arena.Large.Length; i++)
        {
            ref readonly LargeStats large = ref arena.Large[i];
            if (large.Requests == 0)
            {
                left++;
                continue;
            }

            WriteLeft(ref left);
            Line($"{((ulong)i + 1) * _geometry.PageBytes,13} {i + 1,5} {large.Mallocs,12} {large.Dallocs,12} {large.Requests,12} {large.RunsHigh,12} {large.Runs,12}");
        }

        WriteLeft(ref left);
    }

    private void WriteLeft(ref int left)
    {
        if (left > 0)
        {
            Line($"[{left}]");
            left = 0;
        }
    }

    private char Group(int bin)
        => bin < Geometry.TinyBins ? 'T'
            : bin < Geometry.TinyBins + _geometry.QuantumBins ? 'Q'
            : bin < Geometry.TinyBins + _geometry.QuantumBins + _geometry.CachelineBins ? 'C'
            : 'S';

    private static string Plural(ulong count) => count == 1 ? "" : "s";
}
