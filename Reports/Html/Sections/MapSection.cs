using System.Text;
using AllocSim.Reports.Stored;

namespace AllocSim.Reports.Html.Sections;

/// <summary>The map of the address space at moments of a run, which the page's script unpacks and draws.</summary>
internal static class MapSection
{
    /// <summary>The section.</summary>
    public const string Html = "<section id=\"map\"><h2>Map of the address space</h2>\n<p class=\"words\">From low addresses to high ones; gaps are folded. The slider goes through moments of the run; ▲ marks the peak of requested bytes. A click, or the arrow keys, choose a cell; below stands what lies there.</p>\n<div class=\"map-host\"></div>\n<h3>Chosen cell</h3>\n<div class=\"found-host\"></div>\n</section>\n";

    /// <summary>Writes the section; nothing for several runs, or where the heap was not recorded.</summary>
    /// <returns>Whether there is one.</returns>
    public static bool Write(StringBuilder page, IReadOnlyList<StoredRun> runs)
    {
        if (runs is not [{ Result.PackedHeap: not null }])
        {
            return false;
        }

        page.Append(Html);
        return true;
    }
}
