using AllocSim.Reports.Measures;
using AllocSim.Reports.Runs;

namespace AllocSim.Reports.Charts;

/// <summary>The charts that are made of timeline.csv.</summary>
internal static class TimeCharts
{
    private static readonly Axis Percent = new("share", "%", 0.01);

    /// <summary>Memory, from what the program asked for to what it got from the system.</summary>
    public static LineChart Memory(RunTables run)
    {
        List<LineSeries> series =
        [
            .. Line(run, "address_space_bytes", "address space", s => s.AddressSpaceBytes),
            .. Line(run, "retained_bytes", "retained", s => s.RetainedBytes),
            .. Line(run, "mapped_bytes", "mapped, as the allocator says", s => s.MappedBytes, isDashed: true),
            .. Line(run, "said_resident_bytes", "resident, as the allocator says", s => s.SaidResidentBytes, isDashed: true),
            .. Line(run, "true_resident_bytes", "resident, in truth", s => s.TrueResidentBytes),
            .. Line(run, "active_bytes", "active", s => s.ActiveBytes),
            .. Line(run, "allocated_bytes", "allocated", s => s.AllocatedBytes),
            .. Line(run, "requested_bytes", "requested", s => s.RequestedBytes),
            .. Line(run, "metadata_bytes", "metadata", s => s.MetadataBytes),
        ];

        // Address space is reserved in large steps; where it dwarfs the memory it would flatten every other line.
        double memory = series.Where(s => !IsSpace(s)).Max(s => s.Values.Max());
        series.RemoveAll(s => IsSpace(s) && s.Values.Max() > 3 * memory);
        return Chart(run, "memory", "Memory over time", Axis.Bytes("memory", series.Max(s => s.Values.Max())), series);

        static bool IsSpace(LineSeries line) => line.Column is "address_space_bytes" or "retained_bytes";
    }

    /// <summary>The parts that nobody uses, step by step.</summary>
    public static LineChart Fragmentation(RunTables run) => Chart(
        run,
        "fragmentation",
        "Fragmentation over time",
        Percent with { Label = "share that is lost" },
        [
            .. Line(run, "internal_ratio", "internal: allocated, not requested", s => Lost(s.RequestedBytes, s.AllocatedBytes)),
            .. Line(run, "external_ratio", "external: active, not allocated", s => Lost(s.AllocatedBytes, s.ActiveBytes)),
            .. Line(run, "page_ratio", "page: resident, no live byte on it", s => Lost(s.LivePageBytes, s.TrueResidentBytes)),
            .. Line(run, "virtual_ratio", "virtual: retained of all address space", s => Lost(s.MappedBytes, s.MappedBytes + s.RetainedBytes)),
        ]);

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
