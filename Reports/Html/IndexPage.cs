using System.Net;
using System.Text;
using AllocSim.Reports.Console;
using AllocSim.Reports.Html.Sections;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Html;

/// <summary>A page that leads to the pages of several traces, with their figures beside each other.</summary>
public static class IndexPage
{
    /// <summary>Writes the page to a stream, which stays open. The pages of the traces lie in folders of their names.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="runs">All runs, those of a trace behind each other.</param>
    /// <param name="version">Version of the program.</param>
    public static void Write(Stream output, IReadOnlyList<SummaryRow> runs, string version)
    {
        StringBuilder main = new();
        foreach (IGrouping<string, SummaryRow> trace in runs.GroupBy(run => run.Trace))
        {
            SummaryRow[] rows = [.. trace];
            main.Append($"<section id=\"{Id(trace.Key)}\"><h2>{WebUtility.HtmlEncode(trace.Key)}</h2>\n<p class=\"words\"><a href=\"{Uri.EscapeDataString(trace.Key)}/report.html\">The page of {WebUtility.HtmlEncode(trace.Key)}</a> has its charts and tables.</p>\n");
            ComparisonSection.Write(main, rows, [.. rows.Select(row => Conclusions.Name(row, rows.Any(other => other.Policy != row.Policy)))], []);
            main.Append("</section>\n");
        }

        new PageShell
        {
            Title = "Bundled traces",
            What = $"{Quantity.Count(runs.Count, "run")} of {Quantity.Count(runs.Select(run => run.Trace).Distinct().Count(), "recorded program")}",
            Sections = [.. runs.Select(run => run.Trace).Distinct().Select(trace => (Id(trace), WebUtility.HtmlEncode(trace)))],
            Main = main.ToString(),
            Version = version,
        }.Write(output);
    }

    private static string Id(string trace) => "trace-" + string.Concat(trace.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
}
