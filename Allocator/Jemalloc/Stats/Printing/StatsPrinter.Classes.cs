namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <content>The classes of an arena: bins, large objects, unused extents.</content>
public sealed partial class StatsPrinter
{
    private static readonly string[] ExtentNames = ["ndirty", "nmuzzy", "nretained", "dirty_bytes", "muzzy_bytes", "retained_bytes"];

    private StatsColumns BinColumns => StatsColumns.Of(
        ("size", 20), ("ind", 4), ("allocated", _layout.BinWidths.Count), ("nmalloc", _layout.BinWidths.Count), (PerSecond, 8), ("ndalloc", _layout.BinWidths.Count), (PerSecond, 8), ("nrequests", _layout.BinWidths.Requests), (PerSecond, 10),
        ("nshards", 9), ("curregs", 13), ("curslabs", 13), ("nonfull_slabs", 15), ("regs", 5), ("pgs", 4), (" ", 1), ("util", 6),
        ("nfills", 13), (PerSecond, 8), ("nflushes", 13), (PerSecond, 8), ("nslabs", 13), ("nreslabs", 13), (PerSecond, 8));

    private static readonly StatsColumns LargeColumns = StatsColumns.Of(
        ("size", 20), ("ind", 4), ("allocated", 13), ("nmalloc", 13), (PerSecond, 8), ("ndalloc", 13), (PerSecond, 8), ("nrequests", 13), (PerSecond, 8), ("curlextents", 13));

    private static readonly StatsColumns ExtentColumns = StatsColumns.Of(
        ("size", 20), ("ind", 4), ("ndirty", 13), ("dirty", 13), ("nmuzzy", 13), ("muzzy", 13), ("nretained", 13), ("retained", 13), ("ntotal", 13), ("total", 13));

    private void PrintHeading(string label, StatsColumns columns)
    {
        _output.Print($"{label}");
        Row(columns.After(label), [.. columns.Titles]);
    }

    private void PrintBins(ulong arena, ulong uptime)
    {
        var page = _ctl.Get("arenas.page");
        var count = _ctl.Get("arenas.nbins");
        var hasSamples = HasSamples(arena);
        var columns = hasSamples ? BinColumns.With(SampleColumns, SampleColumnsPlace) : BinColumns;
        columns = HasMutexes ? columns.With(CounterColumns) : columns;
        PrintHeading("bins:", columns);
        _output.BeginArray("bins");
        var mib = ListOf(arena, "bins", out var depth);
        var classMib = CtlReader.NewMib();
        var classDepth = _ctl.Prepare(classMib, 0, "arenas.bin");
        var sampleMib = SampleList(hasSamples, "bins", out var sampleDepth);
        var isInGap = false;
        for (mib[depth] = 0; mib[depth] < count; mib[depth]++)
        {
            classMib[classDepth] = mib[depth];
            var slabs = _ctl.Leaf(mib, depth + 1, "nslabs");
            var samples = ReadSamples(sampleMib, sampleDepth, mib[depth]);
            PrintGap(isInGap, isInGap = slabs == 0 && samples is not [_, _, _, > 0]);
            if (isInGap && IsText && _layout.SkipsEmptyBins)
            {
                continue;
            }

            var info = ReadLeaves(classMib, classDepth + 1, _layout.BinInfo);
            var values = ReadLeaves(mib, depth + 1, _layout.Bins);
            object[] mutex = HasMutexes ? ReadMutex(mib, depth + 1, "mutex", uptime) : [];
            PrintBin(values, samples, mutex);
            if (IsText)
            {
                var cells = BinCells(mib[depth], info, values, slabs, page, uptime);
                Row(columns, [.. cells[..SampleColumnsPlace], .. samples, .. cells[SampleColumnsPlace..], .. HasMutexes ? WithRates(mutex) : []]);
            }
        }

        _output.EndArray();
        PrintGap(isInGap, false);
    }

    private void PrintBin(ulong[] values, ulong[] samples, object[] mutex)
    {
        _output.BeginObject();
        PrintNumbers(_layout.Bins[..SampleNamesPlace], values[..SampleNamesPlace]);
        PrintNumbers(SampleNames[..samples.Length], samples);
        PrintNumbers(_layout.Bins[SampleNamesPlace..], values[SampleNamesPlace..]);
        if (HasMutexes)
        {
            _output.BeginObject("mutex");
            PrintCounters(mutex);
            _output.EndObject();
        }

        _output.EndObject();
    }

    private object[] BinCells(ulong index, ulong[] info, ulong[] v, ulong slabs, ulong page, ulong uptime)
    {
        ulong shards = info.Length > 3 ? info[3] : 1;
        ulong nonfull = v.Length > 8 ? v[8] : 0;
        (ulong size, ulong regs) = (info[0], info[1]);
        var (regions, slabCount) = (v[2], v[7]);
        return
        [
            size, index, regions * size, v[0], RatePerSecond(v[0], uptime), v[1], RatePerSecond(v[1], uptime), v[3], RatePerSecond(v[3], uptime),
            shards, regions, slabCount, nonfull, regs, info[2] / page, " ", Utilisation(regions, regs * slabCount),
            v[4], RatePerSecond(v[4], uptime), v[5], RatePerSecond(v[5], uptime), slabs, v[6], RatePerSecond(v[6], uptime),
        ];
    }

    // Thousandths, rounded down. More regions than there are can only be read while others allocate. (get_rate_str)
    private static string Utilisation(ulong used, ulong available)
    {
        if (available == 0)
        {
            return "1";
        }

        return used > available ? " race" : used == available ? "1" : FormattableString.Invariant($"0.{used * 1000 / available:000}");
    }

    private void PrintLextents(ulong arena, ulong uptime)
    {
        var binCount = _ctl.Get("arenas.nbins");
        var count = _ctl.Get("arenas.nlextents");
        var hasSamples = HasSamples(arena);
        var columns = hasSamples ? LargeColumns.With(SampleColumns, SampleColumnsPlace) : LargeColumns;
        PrintHeading("large:", columns);
        _output.BeginArray("lextents");
        var mib = ListOf(arena, "lextents", out var depth);
        var classMib = CtlReader.NewMib();
        var classDepth = _ctl.Prepare(classMib, 0, "arenas.lextent");
        var sampleMib = SampleList(hasSamples, "lextents", out var sampleDepth);
        var isInGap = false;
        for (mib[depth] = 0; mib[depth] < count; mib[depth]++)
        {
            classMib[classDepth] = mib[depth];
            var v = ReadLeaves(mib, depth + 1, ["nmalloc", "ndalloc", "nrequests"]);
            PrintGap(isInGap, isInGap = v[2] == 0);
            var size = _ctl.Leaf(classMib, classDepth + 1, "size");
            var extents = _ctl.Leaf(mib, depth + 1, "curlextents");
            var samples = ReadSamples(sampleMib, sampleDepth, mib[depth]);
            _output.BeginObject();
            PrintNumbers(SampleNames[..samples.Length], samples);
            _output.Number("curlextents", extents);
            _output.EndObject();
            if (!isInGap && IsText)
            {
                object[] counts = [size, binCount + mib[depth], extents * size, v[0], RatePerSecond(v[0], uptime), v[1], RatePerSecond(v[1], uptime), v[2], RatePerSecond(v[2], uptime)];
                Row(columns, [.. counts, .. samples, extents]);
            }
        }

        _output.EndArray();
        PrintGap(isInGap, false);
    }

    private void PrintExtents(ulong arena)
    {
        PrintHeading("extents:", ExtentColumns);
        _output.BeginArray("extents");
        var mib = ListOf(arena, "extents", out var depth);
        var isInGap = false;
        for (mib[depth] = 0; mib[depth] < (ulong)_sizes.PageClassCount; mib[depth]++)
        {
            var v = ReadLeaves(mib, depth + 1, ExtentNames);
            var total = v[0] + v[1] + v[2];
            PrintGap(isInGap, isInGap = total == 0);
            _output.BeginObject();
            PrintNumbers(ExtentNames, v);
            _output.EndObject();
            if (!isInGap && IsText)
            {
                Row(ExtentColumns, _sizes.PageIndexToSize((int)mib[depth]), mib[depth], v[0], v[3], v[1], v[4], v[2], v[5], total, v[3] + v[4] + v[5]);
            }
        }

        _output.EndArray();
        PrintGap(isInGap, false);
    }
}
