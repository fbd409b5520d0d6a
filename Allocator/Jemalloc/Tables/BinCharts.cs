using System.Globalization;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Allocator.Jemalloc.Tables;

/// <summary>How full bins and slabs are.</summary>
internal static class BinCharts
{
    private const int Fullnesses = 10;

    public static IEnumerable<OwnChart> Of(RunData run) => [.. Bins(run["bins"]), .. Slabs(run["slabs"])];

    private static IEnumerable<OwnChart> Bins(TableData table)
    {
        TableCell[][] bins = [.. table.Where("moment", "peak").Where(bin => table.At(bin, "slabs").Number > 0)];
        if (bins.Length == 0)
        {
            yield break;
        }

        double[] used = [.. bins.Select(bin => table.At(bin, "regions").Number * table.At(bin, "size_bytes").Number)];
        yield return new OwnBars
        {
            Name = "bins",
            Title = "Bin utilisation at the peak",
            Section = ChartSection.SmallObjects,
            CategoryLabel = "size class",
            CategoryUnit = "bytes",
            ValueLabel = "memory in slabs",
            ValueUnit = "bytes",
            CategoryColumn = "size_bytes",
            Categories = [.. bins.Select(bin => table.At(bin, "size_bytes").Text)],
            Series = [new OwnSeries("used_bytes", "regions handed out", used), new OwnSeries("free_bytes", "free regions", table.Numbers("free_region_bytes", bins))],
            NoteColumn = "utilisation",
            Notes = [.. table.Numbers("utilisation_ratio", bins).Select(ratio => ratio.ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal))],
        };
    }

    /// <summary>A bar for each tenth, full ones by themselves.</summary>
    private static IEnumerable<OwnChart> Slabs(TableData table)
    {
        foreach (string moment in (string[])["peak", "end"])
        {
            TableCell[][] rows = table.Where("moment", moment);
            if (rows.Length == 0)
            {
                continue;
            }

            double[] used = new double[Fullnesses + 1];
            double[] free = new double[Fullnesses + 1];
            long[] slabs = new long[Fullnesses + 1];
            foreach (TableCell[] row in rows)
            {
                long regions = table.At(row, "regions").Count;
                long count = table.At(row, "slabs").Count;
                long bar = regions * Fullnesses / table.At(row, "regions_per_slab").Count;
                used[bar] += (double)count * regions * table.At(row, "size_bytes").Number;
                free[bar] += table.At(row, "free_region_bytes").Number;
                slabs[bar] += count;
            }

            yield return new OwnBars
            {
                Name = moment == "peak" ? "slabs" : "slabs_end",
                Title = moment == "peak" ? "How full slabs are at the peak" : "How full slabs are at the end",
                Section = ChartSection.SmallObjects,
                CategoryLabel = "regions of the slab that are handed out",
                CategoryUnit = "%",
                ValueLabel = "memory in slabs",
                ValueUnit = "bytes",
                CategoryColumn = "handed_out",
                Categories = [.. Enumerable.Range(0, Fullnesses).Select(i => FormattableString.Invariant($"{i * 10} to {(i + 1) * 10}")), "100"],
                Series = [new OwnSeries("used_bytes", "regions handed out", used), new OwnSeries("free_bytes", "free regions", free)],
                NoteColumn = "slabs",
                Notes = [.. slabs.Select(count => count == 0 ? "" : count == 1 ? "1 slab" : $"{Quantity.Count(count)} slabs")],
            };
        }
    }
}
