using System.Globalization;
using AllocSim.Reports.Measures.Pages;
using AllocSim.Reports.Runs;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Charts.OfRuns;

/// <summary>How full each range of addresses is over time, made of addresses.csv.</summary>
internal static class AddressChart
{
    private const int Columns = 400;

    /// <summary>The chart, when there are rows.</summary>
    public static IEnumerable<Chart> Of(RunTables run)
    {
        if (run.Addresses.Count == 0)
        {
            yield break;
        }

        IReadOnlyList<AddressRow> rows = run.Addresses;
        ulong rangeBytes = rows[0].RangeBytes;
        ulong[] ranges = [.. rows.Select(row => AddressOf(row)).Distinct().Order()];
        bool hasTime = rows[^1].TimeNs > rows[0].TimeNs;
        (double At, AddressRow[] Rows)[] instants = [.. rows.GroupBy(row => row.Operation).Select(group => (At(group.First()), group.ToArray()))];
        double first = instants[0].At;
        double last = hasTime ? run.Timeline[^1].TimeNs : run.Timeline[^1].Operation;
        double[] columns = [.. Enumerable.Range(0, Columns).Select(i => first + ((last - first) * i / (Columns - 1)))];
        double[,] cells = new double[ranges.Length, Columns];
        int instant = 0;
        for (int x = 0; x < Columns; x++)
        {
            for (int y = 0; y < ranges.Length; y++)
            {
                cells[y, x] = double.NaN; // Not mapped: no row says anything.
            }

            while (instant + 1 < instants.Length && instants[instant + 1].At <= columns[x])
            {
                instant++;
            }

            foreach (AddressRow row in instants[instant].Rows)
            {
                cells[Array.BinarySearch(ranges, AddressOf(row)), x] = row.LiveBytes / (double)rangeBytes;
            }
        }

        yield return new HeatMapChart
        {
            Name = "addresses",
            Title = RunCharts.Title("How full each address range is", run),
            Horizontal = hasTime ? Axis.Nanoseconds("time", last) : Axis.Count("operation", last),
            Vertical = new Axis($"addresses, {Quantity.ShortBytes(rangeBytes)} a row; lines mark gaps"),
            Columns = columns,
            Rows = [.. ranges.Select(range => string.Create(CultureInfo.InvariantCulture, $"0x{range:x}"))],
            RowColumn = "address",
            Owners = Owners(rows, ranges),
            Breaks = Enumerable.Range(1, ranges.Length - 1).Where(row => ranges[row] - ranges[row - 1] != rangeBytes).ToHashSet(),
            Cells = cells,
            Words = ("mapped, no object", "not mapped"),
            ColourLabel = "share of the range that live objects fill",
        };

        double At(AddressRow row) => hasTime ? row.TimeNs : row.Operation;
    }

    // Whose a range was at most instants; of equals the first by name. A range that changes hands is rare: memory goes back to the system first.
    private static IReadOnlyList<string> Owners(IReadOnlyList<AddressRow> rows, ulong[] ranges)
    {
        if (rows.All(row => row.Owner.Length == 0))
        {
            return [];
        }

        SortedDictionary<string, int>[] counts = [.. ranges.Select(_ => new SortedDictionary<string, int>(StringComparer.Ordinal))];
        foreach (AddressRow row in rows.Where(row => row.Owner.Length > 0))
        {
            SortedDictionary<string, int> of = counts[Array.BinarySearch(ranges, AddressOf(row))];
            of[row.Owner] = of.GetValueOrDefault(row.Owner) + 1;
        }

        return [.. counts.Select(of => of.Count == 0 ? "" : of.MaxBy(each => each.Value).Key)];
    }

    private static ulong AddressOf(AddressRow row) => ulong.Parse(row.Address.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
