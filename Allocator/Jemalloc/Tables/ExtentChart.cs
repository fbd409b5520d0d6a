using System.Globalization;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Allocator.Jemalloc.Tables;

/// <summary>Extents by size, a bar for each doubling, and by what they are used for.</summary>
internal static class ExtentChart
{
    private static readonly string[] Uses = [.. Enum.GetValues<ExtentUse>().Select(use => use.ToString().ToLowerInvariant())];

    public static IEnumerable<OwnChart> Of(RunData run)
    {
        TableData table = run["extents"];
        if (table.Rows.Count == 0)
        {
            yield break;
        }

        int[] doublings = [.. table.Numbers("size_bytes").Select(bytes => int.Log2((int)((ulong)bytes / (ulong)run.PageBytes)))];
        int first = doublings.Min();
        int bars = doublings.Max() - first + 1;
        double[][] held = [.. Uses.Select(_ => new double[bars])];
        long[] counts = new long[bars];
        for (int i = 0; i < doublings.Length; i++)
        {
            int use = Array.IndexOf(Uses, table.At(table.Rows[i], "use").Text);
            if (use >= 0)
            {
                held[use][doublings[i] - first] += table.At(table.Rows[i], "size_bytes").Number;
                counts[doublings[i] - first]++;
            }
        }

        yield return new OwnBars
        {
            Name = "extents",
            Title = "Extents at the end by size",
            Section = ChartSection.Addresses,
            CategoryLabel = "size of the extent, up to the next; above a bar their number",
            CategoryUnit = "bytes",
            ValueLabel = "memory in extents",
            ValueUnit = "bytes",
            CategoryColumn = "size_bytes",
            Categories = [.. Enumerable.Range(first, bars).Select(i => ((ulong)run.PageBytes << i).ToString(CultureInfo.InvariantCulture))],
            Series = [.. Uses.Select((use, i) => new OwnSeries($"{use}_bytes", use, held[i]))],
            NoteColumn = "extents",
            Notes = [.. counts.Select(count => count == 0 ? "" : Quantity.Count(count))],
        };
    }
}
