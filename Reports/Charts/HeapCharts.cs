using System.Globalization;
using AllocSim.Reports.Console;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Charts;

/// <summary>The charts of the heap at one instant: bins, slabs, extents, rounding.</summary>
internal static class HeapCharts
{
    private const int Fullnesses = 10;

    private static readonly string[] Uses = ["slab", "large", "dirty", "muzzy", "retained", "metadata"];

    /// <summary>The charts that there are rows for.</summary>
    public static IEnumerable<Chart> All(RunTables run) => [.. Bins(run), .. Slabs(run), .. Slop(run), .. Extents(run)];

    private static IEnumerable<Chart> Bins(RunTables run)
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
            Title = RunCharts.Title("Bin utilisation at the peak", run),
            Horizontal = new Axis("size class", "bytes"),
            Vertical = Axis.Bytes("memory in slabs", used.Zip(free, (u, f) => u + f).Max()),
            CategoryColumn = "size_bytes",
            Categories = [.. bins.Select(bin => Text(bin.SizeBytes))],
            Parts = [new LineSeries("used_bytes", "regions handed out", used), new LineSeries("free_bytes", "free regions", free)],
            NoteColumn = "utilisation",
            Notes = [.. bins.Select(bin => Percent(bin.UtilisationRatio))],
        };
    }

    /// <summary>How full slabs are: a bar for each tenth, full ones by themselves.</summary>
    private static IEnumerable<Chart> Slabs(RunTables run)
    {
        foreach (string moment in (string[])["peak", "end"])
        {
            SlabRow[] rows = [.. run.Slabs.Where(row => row.Moment == moment)];
            if (rows.Length == 0)
            {
                continue;
            }

            double[] used = new double[Fullnesses + 1];
            double[] free = new double[Fullnesses + 1];
            long[] slabs = new long[Fullnesses + 1];
            foreach (SlabRow row in rows)
            {
                int bar = row.Regions * Fullnesses / row.RegionsPerSlab;
                used[bar] += (double)row.Slabs * row.Regions * row.SizeBytes;
                free[bar] += row.FreeRegionBytes;
                slabs[bar] += row.Slabs;
            }

            yield return new StackedBarChart
            {
                Name = moment == "peak" ? "slabs" : "slabs_end",
                Title = RunCharts.Title(moment == "peak" ? "How full slabs are at the peak" : "How full slabs are at the end", run),
                Horizontal = new Axis("regions of the slab that are handed out", "%"),
                Vertical = Axis.Bytes("memory in slabs", used.Zip(free, (u, f) => u + f).Max()),
                CategoryColumn = "handed_out",
                Categories = [.. Enumerable.Range(0, Fullnesses).Select(i => FormattableString.Invariant($"{i * 10} to {(i + 1) * 10}")), "100"],
                Parts = [new LineSeries("used_bytes", "regions handed out", used), new LineSeries("free_bytes", "free regions", free)],
                NoteColumn = "slabs",
                Notes = [.. slabs.Select(count => count == 0 ? "" : count == 1 ? "1 slab" : $"{RunCharts.Count(count)} slabs")],
            };
        }
    }

    private static IEnumerable<Chart> Slop(RunTables run)
    {
        SlopRow[] rows = [.. run.Slop.Where(row => row.Moment == "peak")];
        if (rows.Length == 0)
        {
            yield break;
        }

        double[] requested = [.. rows.Select(row => (double)row.RequestedBytes)];
        double[] slop = [.. rows.Select(row => (double)row.SlopBytes)];
        yield return new StackedBarChart
        {
            Name = "slop",
            Title = RunCharts.Title("What rounding up to size classes costs at the peak", run),
            Horizontal = new Axis("size class, bytes where nothing else is said"),
            Vertical = Axis.Bytes("live objects", requested.Zip(slop, (r, s) => r + s).Max()),
            CategoryColumn = "size_bytes",
            Categories = [.. rows.Select(row => Size(row.SizeBytes))],
            Parts = [new LineSeries("requested_bytes", "asked for", requested), new LineSeries("slop_bytes", "rounding", slop)],
            NoteColumn = "slop",
            Notes = [.. rows.Select(row => Percent(row.SlopRatio))],
        };
    }

    /// <summary>Extents by size, a bar for each doubling.</summary>
    private static IEnumerable<Chart> Extents(RunTables run)
    {
        if (run.Extents.Count == 0)
        {
            yield break;
        }

        int first = run.Extents.Min(extent => int.Log2(Pages(extent)));
        int bars = run.Extents.Max(extent => int.Log2(Pages(extent))) - first + 1;
        double[][] counts = [.. Uses.Select(_ => new double[bars])];
        ulong[] bytes = new ulong[bars];
        foreach (ExtentRow extent in run.Extents)
        {
            int bar = int.Log2(Pages(extent)) - first;
            counts[Array.IndexOf(Uses, extent.Use)][bar]++;
            bytes[bar] += extent.SizeBytes;
        }

        yield return new StackedBarChart
        {
            Name = "extents",
            Title = RunCharts.Title("Extents at the end by size", run),
            Horizontal = new Axis("size of the extent, up to the next; above a bar its bytes together"),
            Vertical = Axis.Count("extents", 1),
            CategoryColumn = "size_bytes",
            Categories = [.. Enumerable.Range(first, bars).Select(i => Quantity.Bytes((ulong)run.Summary.PageBytes << i).Replace(".00", "", StringComparison.Ordinal))],
            Parts = [.. Uses.Select((use, i) => new LineSeries($"{use}_extents", use, counts[i]))],
            NoteColumn = "bytes",
            Notes = [.. bytes.Select(b => b == 0 ? "" : Quantity.Bytes(b))],
        };

        int Pages(ExtentRow extent) => (int)(extent.SizeBytes / (ulong)run.Summary.PageBytes);
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Size(ulong bytes)
        => bytes < 1 << 14 ? Text(bytes) : bytes >= 1 << 20 && bytes % (1 << 18) == 0 ? FormattableString.Invariant($"{bytes / 1048576.0:0.##} MiB") : FormattableString.Invariant($"{bytes / 1024.0:0.##} KiB");

    private static string Percent(double ratio) => ratio.ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);
}
