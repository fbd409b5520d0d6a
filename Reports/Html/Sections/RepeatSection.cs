using System.Net;
using System.Text;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Stored;

namespace AllocSim.Reports.Html.Sections;

/// <summary>How to repeat this: the command of each run, what wrote it, and the digest of its trace.</summary>
internal static class RepeatSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(StringBuilder page, IReadOnlyList<StoredRun> runs)
    {
        page.Append("<section id=\"repeat\"><h2>How to repeat this</h2>\n<p class=\"words\">The same program with the same trace and options gives the same bytes again, on any machine.</p>\n");
        string[] commands = [.. runs.Select(run => run.Result.Description.Command).Where(command => command.Length > 0).Distinct()];
        foreach (string command in commands)
        {
            page.Append($"<pre class=\"command\" tabindex=\"0\" role=\"region\" aria-label=\"Command\">{WebUtility.HtmlEncode(command)}</pre>\n");
        }

        RunDescription first = runs[0].Result.Description;
        page.Append($"<p>AllocSim {WebUtility.HtmlEncode(first.Version)}{(first.Revision.Length == 0 ? "" : $", revision <code>{WebUtility.HtmlEncode(first.Revision)}</code>")}</p>\n<ul class=\"digests\">\n");
        page.AppendJoin("", runs.Select(run => run.Result.Description).DistinctBy(run => run.TraceSha256).Select(run => $"<li>{WebUtility.HtmlEncode(run.Trace)}: SHA-256 <code>{WebUtility.HtmlEncode(run.TraceSha256)}</code></li>\n"));
        page.Append("</ul>\n</section>\n");
    }
}
