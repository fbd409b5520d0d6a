using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Allocator.Jemalloc.Tables;

/// <summary>Unused pages against what decay allows, and what was purged; all arenas together.</summary>
internal static class DecayCharts
{
    public static IEnumerable<OwnChart> Of(RunData run)
    {
        TableData table = run["decay"];
        TableCell[][] rows = table.Where("arena", "-1");
        if (rows.Length == 0)
        {
            yield break;
        }

        List<OwnSeries> unused = [];
        AddLimit(unused, table, rows, "dirty_limit_pages", "dirty that decay allows");
        bool hasMuzzy = table.Numbers("muzzy_pages", rows).Any(pages => pages > 0);
        if (hasMuzzy)
        {
            AddLimit(unused, table, rows, "muzzy_limit_pages", "muzzy that decay allows");
        }

        unused.Add(Line("dirty_pages", table.At(rows[0], "dirty_limit_pages").IsEmpty ? "dirty, without limit" : "dirty"));
        if (hasMuzzy)
        {
            unused.Add(Line("muzzy_pages", table.At(rows[0], "muzzy_limit_pages").IsEmpty ? "muzzy, without limit" : "muzzy"));
        }

        yield return OwnLines.Of(table, rows, "decay", "Unused pages and what decay allows", "pages", unused) with { Section = ChartSection.System };
        if (table.At(rows[^1], "dirty_purged_pages").Number + table.At(rows[^1], "muzzy_purged_pages").Number > 0)
        {
            yield return OwnLines.Of(table, rows, "purged", "Pages purged so far", "pages", Line("dirty_purged_pages", "dirty"), Line("muzzy_purged_pages", "muzzy")) with { Section = ChartSection.System };
        }

        OwnSeries Line(string name, string label) => new(name, label, table.Numbers(name, rows));
    }

    private static void AddLimit(List<OwnSeries> series, TableData table, TableCell[][] rows, string name, string label)
    {
        if (rows.All(row => !table.At(row, name).IsEmpty))
        {
            series.Add(new OwnSeries(name, label, table.Numbers(name, rows), IsLimit: true));
        }
    }
}
