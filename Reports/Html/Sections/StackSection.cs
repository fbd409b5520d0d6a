using System.Text;
using AllocSim.Reports.Stored;

namespace AllocSim.Reports.Html.Sections;

/// <summary>Where memory comes from by call stack: a flame graph that the page's script draws from stacks.csv.</summary>
internal static class StackSection
{
    /// <summary>Writes the section; nothing where no run has call stacks.</summary>
    /// <returns>Whether there is one.</returns>
    public static bool Write(StringBuilder page, IReadOnlyList<StoredRun> runs)
    {
        if (runs.All(run => run.Result.Tables.Stacks.Count == 0))
        {
            return false;
        }

        page.Append("<section id=\"stacks\"><h2>Call stacks</h2>\n<p class=\"words\">Which calls of the program hold memory. A frame is as wide as the bytes below it; a click makes it the whole width, another on the lowest one goes back. Wasted is what rounding up to size classes takes; pinned is what few objects keep in nearly empty slabs.</p>\n<div class=\"flame-host\"></div>\n</section>\n");
        return true;
    }
}
