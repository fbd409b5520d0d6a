using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Charts;

/// <summary>The chart that is made of page_slabs.csv: how well the huge page allocator fills its page slabs.</summary>
internal static class PageSlabChart
{
    /// <summary>The chart of all arenas together; none without the huge page allocator.</summary>
    public static IEnumerable<LineChart> Of(RunTables run)
    {
        PageSlabRow[] rows = [.. run.PageSlabs.Where(row => row.Arena < 0)];
        if (rows.Length == 0)
        {
            yield break;
        }

        LineSeries[] series =
        [
            new("page_slab_pages", "in page slabs", [.. rows.Select(row => (double)row.Pages)]),
            new("huge_pages", "in those made huge", [.. rows.Select(row => row.PageSlabs == 0 ? 0 : (double)row.Pages * row.HugePageSlabs / row.PageSlabs)]),
            new("active_pages", "in extents", [.. rows.Select(row => (double)row.ActivePages)]),
            new("dirty_pages", "dirty", [.. rows.Select(row => (double)row.DirtyPages)]),
        ];
        (string column, double[] x, Axis axis) = TimeCharts.TimeAxis([.. rows.Select(row => (row.Operation, row.TimeNs))]);
        yield return new LineChart { Name = "page_slabs", Title = RunCharts.Title("Pages of the huge page allocator", run), Horizontal = axis, Vertical = TimeCharts.Pages(run, series), XColumn = column, X = x, Series = series };
    }
}
