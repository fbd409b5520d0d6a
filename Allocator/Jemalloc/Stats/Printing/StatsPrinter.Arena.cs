using AllocSim.Allocator.Jemalloc.Ctl;

namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <content>One arena, or the sum of several.</content>
public sealed partial class StatsPrinter
{
    private const string PerSecond = "(#/sec)";

    private static readonly string[] DecayNames =
    [
        "pactive", "pdirty", "pmuzzy", "dirty_npurge", "dirty_nmadvise", "dirty_purged", "muzzy_npurge", "muzzy_nmadvise", "muzzy_purged",
    ];


    private static readonly StatsColumns DecayColumns = StatsColumns.Of(("decaying:", 9), ("time", 6), ("npages", 13), ("sweeps", 13), ("madvises", 13), ("purged", 13));

    // The first two rates are narrower in older versions.
    private StatsColumns CountColumns => StatsColumns.Of(
        ("", -_layout.Widths.Label), ("allocated", _layout.Widths.Count), ("nmalloc", _layout.Widths.Count), (PerSecond, _layout.RateWidth), ("ndalloc", _layout.Widths.Count), (PerSecond, _layout.RateWidth),
        ("nrequests", _layout.Widths.Count), (PerSecond, 10), ("nfill", _layout.Widths.Count), (PerSecond, 10), ("nflush", _layout.Widths.Count), (PerSecond, 10));

    private StatsColumns MemoryColumns => StatsColumns.Of(("", -_layout.Widths.Label), ("", _layout.Widths.Count));

    private void PrintArena(string key, FormattableString heading, ulong arena)
    {
        _output.BeginObject(key);
        _output.Print(heading);
        var page = _ctl.Get("arenas.page");
        if (_layout.HasParts && arena < CtlArenas.All)
        {
            _output.Value("name", "name", Quoted(_ctl.GetOfOneArena("arena.0.name", arena).OldText!));
        }

        _output.Value("nthreads", "assigned threads", Literal(OfArena(arena, "nthreads")));
        var uptime = OfArena(arena, "uptime");
        _output.Value("uptime_ns", "uptime", Literal(uptime));
        _output.Value("dss", "dss allocation precedence", Quoted(_ctl.GetOfArena("stats.arenas.0.dss", arena).OldText!));
        var active = PrintDecay(arena);
        PrintCounts(arena, uptime);
        PrintMemory(arena, active * page);
        PrintSections(arena, uptime);
        _output.EndObject();
    }

    /// <summary>Prints pages and their decay.</summary>
    /// <returns>The active pages.</returns>
    private ulong PrintDecay(ulong arena)
    {
        var dirtyMs = OfArena(arena, "dirty_decay_ms");
        var muzzyMs = OfArena(arena, "muzzy_decay_ms");
        var v = DecayNames.Select(name => OfArena(arena, name)).ToArray();
        _output.Signed("dirty_decay_ms", dirtyMs);
        _output.Signed("muzzy_decay_ms", muzzyMs);
        PrintNumbers(DecayNames, v);
        Row(DecayColumns, [.. DecayColumns.Titles]);
        Row(DecayColumns, "dirty:", DecayTime(dirtyMs), v[1], v[3], v[4], v[5]);
        Row(DecayColumns, "muzzy:", DecayTime(muzzyMs), v[2], v[6], v[7], v[8]);
        return v[0];
    }

    private static object DecayTime(ulong ms) => (long)ms < 0 ? "N/A" : ms;

    private void PrintCounts(ulong arena, ulong uptime)
    {
        Row(CountColumns, [.. CountColumns.Titles]);
        var total = new ulong[_layout.Counts.Length];
        foreach (var kind in new[] { "small", "large" })
        {
            var values = _layout.Counts.Select(name => OfArena(arena, kind + "." + name)).ToArray();
            _output.BeginObject(kind);
            PrintNumbers(_layout.Counts, values);
            _output.EndObject();
            PrintCountRow(kind + ":", values, uptime);
            total = [.. total.Zip(values, (a, b) => a + b)];
        }

        PrintCountRow("total:", total, uptime);
    }

    private void PrintCountRow(string label, ulong[] values, ulong uptime)
    {
        object[] cells = [label, values[0], .. values.Skip(1).SelectMany(value => new object[] { value, RatePerSecond(value, uptime) })];
        Row(CountColumns, [.. cells, .. Enumerable.Repeat<object>(0UL, CountColumns.Titles.Length - cells.Length)]);
    }

    private void PrintMemory(ulong arena, ulong activeBytes)
    {
        Row(MemoryColumns, [.. MemoryColumns.Titles]);
        Row(MemoryColumns, "active:", activeBytes);
        foreach (var name in _layout.Memory)
        {
            var value = OfArena(arena, name);
            _output.Number(name, value);
            Row(MemoryColumns, name + ":", value);
        }
    }

    private void PrintSections(ulong arena, ulong uptime)
    {
        if (HasMutexes)
        {
            PrintArenaMutexes(arena, uptime);
        }

        if (!Has('b'))
        {
            PrintBins(arena, uptime);
        }

        if (!Has('l'))
        {
            PrintLextents(arena, uptime);
        }

        if (_layout.HasExtents && !Has('e'))
        {
            PrintExtents(arena);
        }

        if (_layout.HasHuge && !Has('h'))
        {
            PrintHuge(arena, uptime);
        }
    }

    private ulong OfArena(ulong arena, string name) => _ctl.GetOfArena("stats.arenas.0." + name, arena).OldValue;

    /// <summary>The path of a list below the statistics of an arena.</summary>
    private CtlPath ListOf(ulong arena, string list, out int depth)
    {
        var mib = CtlReader.NewMib();
        depth = _ctl.Prepare(mib, 0, "stats.arenas");
        mib[depth] = arena;
        depth = _ctl.Prepare(mib, depth + 1, list);
        return mib;
    }

    private ulong[] ReadLeaves(CtlPath mib, int depth, string[] names) => [.. names.Select(name => _ctl.Leaf(mib, depth, name))];
}
