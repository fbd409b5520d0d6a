using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Charts.OfRuns;

/// <summary>The charts that are made of timeline.csv.</summary>
internal static class TimeCharts
{
    private const double SpaceMax = 3;
    private const double EnoughShare = 0.2;
    private const double EdgeShare = 0.05;

    private static readonly Axis Percent = new("share", "%", 0.01);

    /// <summary>Memory as bands, from what the program asked for up to the address space it got from the system.</summary>
    public static LineChart Memory(RunTables run)
    {
        List<LineSeries> series =
        [
            .. Line(run, "address_space_bytes", "address space", s => s.AddressSpaceBytes),
            .. Line(run, "true_resident_bytes", "resident, in truth", s => s.TrueResidentBytes),
            .. Line(run, "active_bytes", "active", s => s.ActiveBytes),
            .. Line(run, "allocated_bytes", "allocated", s => s.AllocatedBytes),
            .. Line(run, "requested_bytes", "requested", s => s.RequestedBytes),
            .. Line(run, "said_resident_bytes", "resident, as the allocator says", s => s.SaidResidentBytes, isDashed: true),
            .. Line(run, "metadata_bytes", "metadata", s => s.MetadataBytes, isDashed: true),
        ];

        // Address space is reserved in large steps; where it dwarfs the memory it would flatten every other line.
        double memory = series.Where(s => s.Column != "address_space_bytes").Max(s => s.Values.Max());
        double space = series[0].Values.Max();
        bool isDwarfed = space > SpaceMax * memory;
        series.RemoveAll(s => isDwarfed && s.Column == "address_space_bytes");
        string title = isDwarfed ? $"Memory over time (address space, {Quantity.ShortBytes(space)}, is left out)" : "Memory over time";
        TimelineSample peak = run.Timeline.MaxBy(s => s.RequestedBytes)!;
        LineChart chart = Chart(run, "memory", title, Axis.Bytes("memory", series.Max(s => s.Values.Max())), series);
        return chart with { IsLayered = true, Mark = (chart.XColumn == "time_ns" ? peak.TimeNs : peak.Operation, $"most requested: {Quantity.Bytes(peak.RequestedBytes)}") };
    }

    /// <summary>The parts that nobody uses, step by step. While the program holds next to nothing all of them are near 1 and say nothing: the scale is made for the time when it holds more.</summary>
    public static LineChart Fragmentation(RunTables run)
    {
        LineSeries[] series =
        [
            .. Line(run, "internal_ratio", "internal: allocated, not requested", s => Lost(s.RequestedBytes, s.AllocatedBytes)),
            .. Line(run, "external_ratio", "external: active, not allocated", s => Lost(s.AllocatedBytes, s.ActiveBytes)),
            .. Line(run, "page_ratio", "page: resident, no live byte on it", s => Lost(s.LivePageBytes, s.TrueResidentBytes)),
            .. Line(run, "virtual_ratio", "virtual: retained of all address space", s => Lost(s.MappedBytes, s.MappedBytes + s.RetainedBytes)),
        ];
        double enough = run.Timeline.Max(s => s.RequestedBytes) * EnoughShare;
        (_, double[] x, _) = TimeAxis([.. run.Timeline.Select(s => (s.Operation, s.TimeNs))]);
        double edge = (x[^1] - x[0]) * EdgeShare;
        double top = series.SelectMany(line => line.Values.Where((_, i) => run.Timeline[i].RequestedBytes >= enough && x[i] >= x[0] + edge && x[i] <= x[^1] - edge)).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        double most = series.SelectMany(line => line.Values).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        string title = top < most ? "Fragmentation over time, to the scale of its busy part" : "Fragmentation over time";
        return Chart(run, "fragmentation", title, Percent with { Label = "share that is lost" }, series) with { Top = top > 0 && top < most ? top : null };
    }

    /// <summary>The active page set, and its share of active pages.</summary>
    public static IEnumerable<LineChart> PageSet(RunTables run)
    {
        ulong pageBytes = (ulong)run.Summary.PageBytes;
        List<LineSeries> series =
        [
            .. Line(run, "active_pages", "active pages", s => s.ActiveBytes / pageBytes),
            .. Line(run, "live_pages", "pages with a live byte", s => s.LivePageBytes / pageBytes),
            .. Line(run, "touched_pages", "pages touched since the sample before", s => s.TouchedPages),
        ];
        yield return Chart(run, "page_set", "Active page set over time", Pages(run, series), series);
        if (Line(run, "live_page_ratio", "pages with a live byte", s => s.ActiveBytes == 0 ? 0 : s.LivePageBytes / (double?)s.ActiveBytes) is [_] share)
        {
            yield return Chart(run, "page_share", "Share of active pages that hold a live byte", Percent with { Label = "share of active pages" }, share);
        }
    }

    /// <summary>Calls to the system so far.</summary>
    public static LineChart SystemCalls(RunTables run)
    {
        List<LineSeries> series =
        [
            .. Line(run, "mmap_calls", "mmap", s => s.MmapCalls),
            .. Line(run, "munmap_calls", "munmap", s => s.MunmapCalls),
            .. Line(run, "madvise_dontneed_calls", "madvise, DONTNEED", s => s.MadviseDontneedCalls),
            .. Line(run, "madvise_free_calls", "madvise, FREE", s => s.MadviseFreeCalls),
            .. Line(run, "sbrk_calls", "sbrk", s => s.SbrkCalls),
        ];
        series.RemoveAll(s => s.Values[^1] == 0 && s.Column != "mmap_calls");
        return Chart(run, "system_calls", "Calls to the system so far", Axis.Count("calls", series.Max(s => s.Values.Max())), series);
    }

    /// <summary>How many mappings the kernel keeps; only where there is ever more than one.</summary>
    public static IEnumerable<LineChart> Mappings(RunTables run)
    {
        if (run.Timeline.Any(s => s.Mappings > 1))
        {
            LineSeries[] series = Line(run, "mappings", "mappings", s => s.Mappings);
            yield return Chart(run, "mappings", "Mappings over time", Axis.Count("mappings", series.Max(s => s.Values.Max())), series);
        }
    }

    /// <summary>An axis for pages.</summary>
    public static Axis Pages(RunTables run, IEnumerable<LineSeries> series)
        => Axis.Count($"pages of {run.Summary.PageBytes >> 10} KiB", series.Max(s => s.Values.Max()));

    /// <summary>A chart over the samples.</summary>
    public static LineChart Chart(RunTables run, string name, string what, Axis vertical, IReadOnlyList<LineSeries> series)
    {
        (string column, double[] x, Axis axis) = TimeAxis([.. run.Timeline.Select(s => (s.Operation, s.TimeNs))]);
        return new LineChart { Name = name, Title = RunCharts.Title(what, run), Horizontal = axis, Vertical = vertical, XColumn = column, X = x, Series = series };
    }

    /// <summary>The horizontal axis of samples: the trace's time, or operations for a trace without time.</summary>
    public static (string Column, double[] X, Axis Axis) TimeAxis(IReadOnlyList<(long Operation, long TimeNs)> samples)
        => samples[^1].TimeNs > samples[0].TimeNs
            ? ("time_ns", [.. samples.Select(s => (double)s.TimeNs)], Axis.Nanoseconds("time", samples[^1].TimeNs))
            : ("operation", [.. samples.Select(s => (double)s.Operation)], Axis.Count("operation", samples[^1].Operation));

    /// <summary>A line; none where the allocator does not say what it is made of.</summary>
    private static LineSeries[] Line(RunTables run, string name, string label, Func<TimelineSample, double?> value, bool isDashed = false)
        => run.Timeline.All(sample => value(sample) is not null) ? [new(name, label, [.. run.Timeline.Select(sample => value(sample)!.Value)], isDashed)] : [];

    private static double? Lost(ulong? used, ulong? of) => of == 0 ? 0 : 1 - (used / (double?)of);
}
