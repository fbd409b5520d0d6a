using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Sizes;

namespace AllocSim.Allocator.Classic.Ctl;

/// <content>The controls of statistics, and what reads behind the end of a table find.</content>
internal sealed partial class ControlTree
{
    private const ulong BinSizeOffset = 80;
    private const ulong BinRunSizeOffset = 88;
    private const ulong BinRegionsOffset = 96;

    private static readonly (string Name, Func<BinCounts, ulong> Value)[] BinValues =
    [
        ("allocated", b => b.Bytes),
        ("nmalloc", b => b.Mallocs),
        ("ndalloc", b => b.Dallocs),
        ("nrequests", b => b.Requests),
        ("nfills", b => b.Fills),
        ("nflushes", b => b.Flushes),
        ("nruns", b => b.RunsMade),
        ("nreruns", b => b.Reruns),
        ("highruns", b => b.RunsHigh),
        ("curruns", b => b.Runs),
    ];

    private static readonly (string Name, Func<LargeStats, ulong> Value)[] LargeValues =
    [
        ("nmalloc", l => l.Mallocs),
        ("ndalloc", l => l.Dallocs),
        ("nrequests", l => l.Requests),
        ("highruns", l => l.RunsHigh),
        ("curruns", l => l.Runs),
    ];

    // Huge objects are counted as they are now, all else as it was at the last refresh.
    private void AddStats(ControlNode stats)
    {
        AddWord(stats, "allocated", _ => _stats.AllocatedBytes);
        AddWord(stats, "active", _ => _stats.ActiveBytes);
        AddWord(stats, "mapped", _ => _stats.MappedBytes);
        ControlNode chunks = stats.Add("chunks");
        AddWord(chunks, "current", _ => _stats.ChunksCurrent);
        AddWord(chunks, "total", _ => _stats.ChunksTotal);
        AddWord(chunks, "high", _ => _stats.ChunksHigh);
        ControlNode huge = stats.Add("huge");
        AddWord(huge, "allocated", _ => _heap.Huge.Bytes);
        AddWord(huge, "nmalloc", _ => _heap.Huge.Mallocs);
        AddWord(huge, "ndalloc", _ => _heap.Huge.Dallocs);
        AddArenaStats(stats.Add("arenas").AddNumbered(_stats.IsInitialized));
    }

    private void AddArenaStats(ControlNode arena)
    {
        AddWord(arena, "pactive", call => _stats.Of(call.First).ActivePages);
        AddWord(arena, "pdirty", call => _stats.Of(call.First).DirtyPages);
        AddWord(arena, "mapped", call => _stats.Of(call.First).MappedBytes);
        AddWord(arena, "npurge", call => _stats.Of(call.First).Purges);
        AddWord(arena, "nmadvise", call => _stats.Of(call.First).Madvises);
        AddWord(arena, "purged", call => _stats.Of(call.First).PurgedPages);
        ControlNode small = arena.Add("small");
        foreach ((string name, Func<BinCounts, ulong> value) in BinValues[..4])
        {
            AddWord(small, name, call => value(_stats.Of(call.First).Small));
        }

        ControlNode large = arena.Add("large");
        AddWord(large, "allocated", call => _stats.Of(call.First).LargeBytes);
        foreach ((string name, Func<LargeStats, ulong> value) in LargeValues[..3])
        {
            AddWord(large, name, call => value(_stats.Of(call.First).LargeTotal));
        }

        AddClassStats(arena);
    }

    // Here, too, the number behind the last class is taken for one. Behind the counts of bins lie those of large classes, behind these the bins of the next arena.
    private void AddClassStats(ControlNode arena)
    {
        ControlNode bin = arena.Add("bins").AddNumbered(i => i <= (ulong)_geometry.Bins.Length);
        for (int field = 0; field < BinValues.Length; field++)
        {
            (string name, Func<BinCounts, ulong> value) = BinValues[field];
            ulong offset = (ulong)field * RecordSizes.Word;
            AddWord(bin, name, call => call.Second < (ulong)_geometry.Bins.Length ? value(_stats.Of(call.First).Bins[call.Second]) : BehindCounts(_stats.Of(call.First), offset));
        }

        ControlNode run = arena.Add("lruns").AddNumbered(i => i <= (ulong)_geometry.LargeClasses);
        for (int field = 0; field < LargeValues.Length; field++)
        {
            (string name, Func<LargeStats, ulong> value) = LargeValues[field];
            ulong offset = (ulong)field * RecordSizes.Word;
            AddWord(run, name, call => call.Second < (ulong)_geometry.LargeClasses ? value(_stats.Of(call.First).Large[call.Second]) : BehindLarge(call.First, offset));
        }
    }

    private ulong BehindBins(ulong offset)
    {
        ulong end = RecordSizes.ArenaHeader + (RecordSizes.Bin * (ulong)_geometry.Bins.Length);
        return WordOf(_heap.Arenas[0]!.LargeStats, end + offset - RecordSizes.LinesOf(end));
    }

    private ulong BehindCounts(ArenaSnapshot arena, ulong offset)
    {
        ulong end = RecordSizes.BinStats * (ulong)_geometry.Bins.Length;
        return WordOf(arena.Large, unchecked(end + offset - RecordSizes.LinesOf(end)));
    }

    // Only where the records of the next arena follow; behind the last ones lies what came later, of which nothing is known here.
    private ulong BehindLarge(ulong arena, ulong offset)
    {
        ulong end = RecordSizes.LargeStats * (ulong)_geometry.LargeClasses;
        ulong distance = unchecked(end + offset - RecordSizes.LinesOf(end));
        return distance < RecordSizes.BinStats && _stats.IsFollowed(arena) && _stats.IsInitialized(arena + 1)
            ? BinValues[(int)(distance / RecordSizes.Word)].Value(_stats.Of(arena + 1).Bins[0])
            : 0;
    }

    // A word of a table of counts; 0 in the gap before it.
    private static ulong WordOf(LargeStats[] table, ulong offset)
        => offset >= (ulong)table.Length * RecordSizes.LargeStats ? 0
            : LargeValues[(int)(offset % RecordSizes.LargeStats / RecordSizes.Word)].Value(table[offset / RecordSizes.LargeStats]);
}
