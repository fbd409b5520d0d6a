using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Allocator.Jemalloc.Tables;

/// <summary>How well the huge page allocator fills its page slabs; all arenas together.</summary>
internal static class PageSlabChart
{
    public static IEnumerable<OwnChart> Of(RunData run)
    {
        TableData table = run["page_slabs"];
        TableCell[][] rows = table.Where("arena", "-1");
        if (rows.Length == 0)
        {
            yield break;
        }

        double[] pages = table.Numbers("pages", rows);
        double[] slabs = table.Numbers("page_slabs", rows);
        double[] huge = table.Numbers("huge_page_slabs", rows);
        yield return OwnLines.Of(
            table,
            rows,
            "page_slabs",
            "Pages of the huge page allocator",
            "pages",
            new OwnSeries("page_slab_pages", "in page slabs", pages),
            new OwnSeries("huge_pages", "in those made huge", [.. pages.Select((all, i) => slabs[i] == 0 ? 0 : all * huge[i] / slabs[i])]),
            new OwnSeries("active_pages", "in extents", table.Numbers("active_pages", rows)),
            new OwnSeries("dirty_pages", "dirty", table.Numbers("dirty_pages", rows))) with
        { Section = ChartSection.System };
    }
}
