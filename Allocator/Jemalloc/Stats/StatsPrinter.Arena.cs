namespace AllocSim.Allocator.Jemalloc.Stats;

/// <content>One arena, or the sum of several.</content>
public sealed partial class StatsPrinter
{
    private static readonly string[] DecayNames =
    [
        "pactive", "pdirty", "pmuzzy", "dirty_npurge", "dirty_nmadvise", "dirty_purged", "muzzy_npurge", "muzzy_nmadvise", "muzzy_purged",
    ];

    private static readonly string[] CountNames = ["allocated", "nmalloc", "ndalloc", "nrequests", "nfills", "nflushes"];

    private static readonly string[] MemoryNames =
    [
        "mapped", "retained", "base", "internal", "metadata_thp", "tcache_bytes", "tcache_stashed_bytes", "resident", "abandoned_vm", "extent_avail",
    ];

    private static readonly string[] BinNames =
    [
        "nmalloc", "ndalloc", "curregs", "nrequests", "nfills", "nflushes", "nreslabs", "curslabs", "nonfull_slabs",
    ];

    private static readonly string[] ExtentNames = ["ndirty", "nmuzzy", "nretained", "dirty_bytes", "muzzy_bytes", "retained_bytes"];

    private void PrintArena(string key, ulong arena)
    {
        json.BeginObject(key);
        ctl.Get("arenas.page");
        json.Number("nthreads", OfArena(arena, "nthreads"));
        var uptime = OfArena(arena, "uptime");
        json.Number("uptime_ns", uptime);
        json.Text("dss", ctl.GetOfArena("stats.arenas.0.dss", arena).OldText!);
        json.Signed("dirty_decay_ms", OfArena(arena, "dirty_decay_ms"));
        json.Signed("muzzy_decay_ms", OfArena(arena, "muzzy_decay_ms"));
        PrintOfArena(arena, "", DecayNames);
        json.BeginObject("small");
        PrintOfArena(arena, "small.", CountNames);
        json.EndObject();
        json.BeginObject("large");
        PrintOfArena(arena, "large.", CountNames);
        json.EndObject();
        PrintOfArena(arena, "", MemoryNames);
        PrintSections(arena, uptime);
        json.EndObject();
    }

    private void PrintSections(ulong arena, ulong uptime)
    {
        if (HasMutexes)
        {
            PrintArenaMutexes(arena, uptime);
        }

        if (!Omits('b'))
        {
            PrintBins(arena, uptime);
        }

        if (!Omits('l'))
        {
            PrintLextents(arena);
        }

        if (!Omits('e'))
        {
            PrintExtents(arena);
        }

        if (!Omits('h'))
        {
            PrintHuge(arena);
        }
    }

    private ulong OfArena(ulong arena, string name) => ctl.GetOfArena("stats.arenas.0." + name, arena).OldValue;

    private void PrintOfArena(ulong arena, string prefix, string[] names)
    {
        foreach (var name in names)
        {
            json.Number(name, OfArena(arena, prefix + name));
        }
    }

    /// <summary>The path of a list below the statistics of an arena.</summary>
    private ulong[] ListOf(ulong arena, string list, out int depth)
    {
        var mib = CtlReader.NewMib();
        depth = ctl.Prepare(mib, 0, "stats.arenas");
        mib[depth] = arena;
        depth = ctl.Prepare(mib, depth + 1, list);
        return mib;
    }

    private void PrintArenaMutexes(ulong arena, ulong uptime)
    {
        json.BeginObject("mutexes");
        var mib = ListOf(arena, "mutexes", out var depth);
        for (var i = 0; i < (int)ArenaMutex.Count; i++)
        {
            PrintMutex(mib, depth, MutexNames.Of((ArenaMutex)i), uptime);
        }

        json.EndObject();
    }

    private void PrintBins(ulong arena, ulong uptime)
    {
        ctl.Get("arenas.page");
        var count = ctl.Get("arenas.nbins");
        json.BeginArray("bins");
        var mib = ListOf(arena, "bins", out var depth);
        for (mib[depth] = 0; mib[depth] < count; mib[depth]++)
        {
            ctl.Leaf(mib, depth + 1, "nslabs");
            json.BeginObject();
            PrintLeaves(mib, depth + 1, BinNames);
            if (HasMutexes)
            {
                PrintMutex(mib, depth + 1, "mutex", uptime);
            }

            json.EndObject();
        }

        json.EndArray();
    }

    private void PrintLextents(ulong arena)
    {
        ctl.Get("arenas.nbins");
        var count = ctl.Get("arenas.nlextents");
        json.BeginArray("lextents");
        var mib = ListOf(arena, "lextents", out var depth);
        for (mib[depth] = 0; mib[depth] < count; mib[depth]++)
        {
            // Read for the table form, which shows more.
            ctl.Leaf(mib, depth + 1, "nmalloc");
            ctl.Leaf(mib, depth + 1, "ndalloc");
            ctl.Leaf(mib, depth + 1, "nrequests");
            json.BeginObject();
            PrintLeaves(mib, depth + 1, ["curlextents"]);
            json.EndObject();
        }

        json.EndArray();
    }

    private void PrintExtents(ulong arena)
    {
        json.BeginArray("extents");
        var mib = ListOf(arena, "extents", out var depth);
        for (mib[depth] = 0; mib[depth] < pageClassCount; mib[depth]++)
        {
            json.BeginObject();
            PrintLeaves(mib, depth + 1, ExtentNames);
            json.EndObject();
        }

        json.EndArray();
    }

    private void PrintLeaves(ulong[] mib, int depth, string[] names)
    {
        foreach (var name in names)
        {
            json.Number(name, ctl.Leaf(mib, depth, name));
        }
    }

    private void PrintHuge(ulong arena)
    {
        var counters = new[] { "npurge_passes", "npurges", "nhugifies", "ndehugifies" };
        var values = counters.Select(name => OfArena(arena, "hpa_shard." + name)).ToArray();
        json.Number("sec_bytes", OfArena(arena, "hpa_sec_bytes"));
        json.BeginObject("hpa_shard");
        PrintNumbers(counters, values);
        PrintPageSlabs(arena, "full_slabs");
        PrintPageSlabs(arena, "empty_slabs");
        json.BeginArray("nonfull_slabs");
        var mib = ListOf(arena, "hpa_shard.nonfull_slabs", out var depth);
        for (mib[depth] = 0; mib[depth] < HpaShardStats.ClassCount && mib[depth] < pageClassCount; mib[depth]++)
        {
            json.BeginObject();
            PrintLeaves(mib, depth + 1, ["npageslabs_huge", "nactive_huge", "ndirty_huge", "npageslabs_nonhuge", "nactive_nonhuge", "ndirty_nonhuge"]);
            json.EndObject();
        }

        json.EndArray();
        json.EndObject();
    }

    // The library prints the active huge pages twice, and the dirty ones not at all.
    private void PrintPageSlabs(ulong arena, string group)
    {
        string[] read = ["npageslabs_huge", "nactive_huge", "ndirty_huge", "npageslabs_nonhuge", "nactive_nonhuge", "ndirty_nonhuge"];
        string[] printed = ["npageslabs_huge", "nactive_huge", "nactive_huge", "npageslabs_nonhuge", "nactive_nonhuge", "ndirty_nonhuge"];
        var values = read.Select(name => OfArena(arena, $"hpa_shard.{group}.{name}")).ToArray();
        values[2] = values[1];
        json.BeginObject(group);
        PrintNumbers(printed, values);
        json.EndObject();
    }
}
