using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Charts;

/// <summary>The charts that are made of decay.csv: unused pages against what decay allows, and what was purged.</summary>
internal static class DecayCharts
{
    /// <summary>The charts of all arenas together.</summary>
    public static IEnumerable<LineChart> All(RunTables run)
    {
        DecayRow[] rows = [.. run.Decay.Where(row => row.Arena < 0)];
        if (rows.Length == 0)
        {
            yield break;
        }

        List<LineSeries> unused = [];
        AddLimit(unused, "dirty_limit_pages", "dirty that decay allows", rows, row => row.DirtyLimitPages);
        bool hasMuzzy = rows.Any(row => row.MuzzyPages > 0);
        if (hasMuzzy)
        {
            AddLimit(unused, "muzzy_limit_pages", "muzzy that decay allows", rows, row => row.MuzzyLimitPages);
        }

        unused.Add(Line("dirty_pages", rows[0].DirtyLimitPages is null ? "dirty, without limit" : "dirty", row => row.DirtyPages));
        if (hasMuzzy)
        {
            unused.Add(Line("muzzy_pages", rows[0].MuzzyLimitPages is null ? "muzzy, without limit" : "muzzy", row => row.MuzzyPages));
        }

        yield return Chart(run, rows, "decay", "Unused pages and what decay allows", unused);
        if (rows[^1].DirtyPurgedPages + rows[^1].MuzzyPurgedPages > 0)
        {
            yield return Chart(
                run,
                rows,
                "purged",
                "Pages purged so far",
                [Line("dirty_purged_pages", "dirty", row => row.DirtyPurgedPages), Line("muzzy_purged_pages", "muzzy", row => row.MuzzyPurgedPages)]);
        }

        LineSeries Line(string name, string label, Func<DecayRow, double> value) => new(name, label, [.. rows.Select(value)]);
    }

    private static void AddLimit(List<LineSeries> series, string name, string label, DecayRow[] rows, Func<DecayRow, ulong?> limit)
    {
        if (rows.All(row => limit(row) is not null))
        {
            series.Add(new LineSeries(name, label, [.. rows.Select(row => (double)limit(row)!)], IsBound: true));
        }
    }

    private static LineChart Chart(RunTables run, DecayRow[] rows, string name, string what, IReadOnlyList<LineSeries> series)
    {
        (string column, double[] x, Axis axis) = TimeCharts.TimeAxis([.. rows.Select(row => (row.Operation, row.TimeNs))]);
        return new LineChart { Name = name, Title = RunCharts.Title(what, run), Horizontal = axis, Vertical = TimeCharts.Pages(run, series), XColumn = column, X = x, Series = series };
    }
}
