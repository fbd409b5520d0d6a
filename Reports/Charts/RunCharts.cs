using System.Globalization;
using AllocSim.Reports.Measures;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Charts;

/// <summary>The charts of one run.</summary>
public static class RunCharts
{
    private const int HeatColumns = 400;

    /// <summary>All charts that the run has data for.</summary>
    public static IReadOnlyList<Chart> All(RunResult run)
        => [MemoryOverTime(run), .. BinUtilisation(run), .. AddressRanges(run)];

    /// <summary>Memory over time, from what the program asked for to what it got from the system.</summary>
    public static LineChart MemoryOverTime(RunResult run)
    {
        IReadOnlyList<TimelineSample> samples = run.Timeline;
        (string column, double[] x, Axis axis) = TimeAxis(samples);
        List<LineSeries> series =
        [
            Line("address_space_bytes", "address space", s => s.AddressSpaceBytes),
            Line("said_resident_bytes", "resident, as the allocator says", s => s.SaidResidentBytes, isDashed: true),
            Line("true_resident_bytes", "resident, in truth", s => s.TrueResidentBytes),
            Line("active_bytes", "active", s => s.ActiveBytes),
            Line("allocated_bytes", "allocated", s => s.AllocatedBytes),
            Line("requested_bytes", "requested", s => s.RequestedBytes),
        ];

        // Address space is reserved in large steps; when it dwarfs the memory it would flatten every other line.
        if (series[0].Values.Max() > 3 * series[1..].Max(s => s.Values.Max()))
        {
            series.RemoveAt(0);
        }

        return new LineChart
        {
            Name = "memory",
            Title = $"Memory over time: {run.Description.Trace}, {Label(run)}",
            Horizontal = axis,
            Vertical = Axis.Bytes("memory", series.Max(s => s.Values.Max())),
            XColumn = column,
            X = x,
            Series = series,
        };

        LineSeries Line(string name, string label, Func<TimelineSample, ulong> value, bool isDashed = false)
            => new(name, label, [.. samples.Select(s => (double)value(s))], isDashed);
    }

    private static IEnumerable<Chart> BinUtilisation(RunResult run)
    {
        BinRow[] bins = [.. run.Bins.Where(bin => bin.Moment == "peak" && bin.Slabs > 0)];
        if (bins.Length == 0)
        {
            yield break;
        }

        double[] used = [.. bins.Select(bin => (double)((ulong)bin.Regions * bin.SizeBytes))];
        double[] free = [.. bins.Select(bin => (double)bin.FreeRegionBytes)];
        yield return new StackedBarChart
        {
            Name = "bins",
            Title = $"Bin utilisation at the peak: {run.Description.Trace}, {Label(run)}",
            Horizontal = new Axis("size class", "bytes"),
            Vertical = Axis.Bytes("memory in slabs", used.Zip(free, (u, f) => u + f).Max()),
            CategoryColumn = "size_bytes",
            Categories = [.. bins.Select(bin => bin.SizeBytes.ToString(CultureInfo.InvariantCulture))],
            Parts = [new LineSeries("used_bytes", "regions handed out", used), new LineSeries("free_bytes", "free regions", free)],
            NoteColumn = "utilisation",
            Notes = [.. bins.Select(bin => bin.UtilisationRatio.ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal))],
        };
    }

    private static IEnumerable<Chart> AddressRanges(RunResult run)
    {
        AddressHeat heat = run.Heat;
        IReadOnlyList<ulong> ranges = heat.Ranges;
        if (ranges.Count == 0)
        {
            yield break;
        }

        bool hasTime = heat.Columns[^1].TimeNs > heat.Columns[0].TimeNs;
        double first = At(heat.Columns[0]);
        double last = At(heat.Columns[^1]);
        double[,] cells = new double[ranges.Count, HeatColumns];
        double[] columns = [.. Enumerable.Range(0, HeatColumns).Select(i => first + ((last - first) * i / (HeatColumns - 1)))];
        int sample = 0;
        for (int x = 0; x < HeatColumns; x++)
        {
            while (sample + 1 < heat.Columns.Count && At(heat.Columns[sample + 1]) <= columns[x])
            {
                sample++;
            }

            for (int y = 0; y < ranges.Count; y++)
            {
                cells[y, x] = heat.Fullness(heat.Columns[sample], ranges[y]);
            }
        }

        yield return new HeatMapChart
        {
            Name = "addresses",
            Title = $"How full each address range is: {run.Description.Trace}, {Label(run)}",
            Horizontal = hasTime ? Axis.Nanoseconds("time", last) : Axis.Count("operation", last),
            Vertical = Axis.Bytes($"addresses, {SizeText(heat.RangeBytes)} a row; lines mark gaps", 0) with { Unit = "" },
            Columns = columns,
            Rows = [.. ranges.Select(range => string.Create(CultureInfo.InvariantCulture, $"0x{range:x}"))],
            RowColumn = "address",
            Breaks = Enumerable.Range(1, ranges.Count - 1).Where(row => ranges[row] - ranges[row - 1] != heat.RangeBytes).ToHashSet(),
            Cells = cells,
            ColourLabel = "share of the range that live objects fill",
        };

        double At(AddressHeat.Column column) => hasTime ? column.TimeNs : column.Operation;
    }

    private static (string Column, double[] X, Axis Axis) TimeAxis(IReadOnlyList<TimelineSample> samples)
        => samples[^1].TimeNs > samples[0].TimeNs
            ? ("time_ns", [.. samples.Select(s => (double)s.TimeNs)], Axis.Nanoseconds("time", samples[^1].TimeNs))
            : ("operation", [.. samples.Select(s => (double)s.Operation)], Axis.Count("operation", samples[^1].Operation));

    private static string Label(RunResult run)
        => run.Description.Conf.Length == 0 ? run.Description.Policy : $"{run.Description.Policy} {run.Description.Conf}";

    private static string SizeText(ulong bytes)
        => bytes >= 1 << 20 ? string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB") : string.Create(CultureInfo.InvariantCulture, $"{bytes >> 10} KiB");
}
