using System.Globalization;

namespace AllocSim.Simulator.Machine.Pages;

/// <summary>Writes which pages something is behind, as the oracle writes what a kernel says of them.</summary>
/// <remarks><c>START END</c> for pages with memory of their own, <c>START END zero</c> for those that were only read, hexadecimal, END exclusive; then one line of totals.</remarks>
public static class PageReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="pages">The pages.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="hasHuge">Whether the totals say how much is in huge pages.</param>
    public static void Write(PageLayer pages, TextWriter output, bool hasHuge)
    {
        List<PageRun> runs = [];
        pages.ReadRuns(runs);
        foreach (PageRun run in runs)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"{run.Start:x} {run.End:x}{(run.IsZero ? " zero" : "")}\n"));
        }

        ulong resident = pages.BackedBytes;
        ulong page = (ulong)pages.PageSize;
        string huge = hasHuge ? string.Create(CultureInfo.InvariantCulture, $" huge={pages.HugeBytes}") : "";
        output.Write(string.Create(CultureInfo.InvariantCulture,
            $"total rss={resident} anonymous={resident} lazyfree={pages.LazilyFreedBytes} pages={resident / page} zero={pages.ZeroBytes / page} faults={pages.FaultCount}{huge}\n"));
    }
}
