using System.Net;
using System.Text;
using AllocSim.Reports.Console;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Stored;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Html;

/// <summary>Writes stored runs as one HTML page that needs nothing else: data, style and script are in it, and it may not load anything.</summary>
public static class ReportPage
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

    /// <summary>Writes the page to a stream, which stays open.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="runs">One run, or several to compare with the first.</param>
    public static void Write(Stream output, IReadOnlyList<StoredRun> runs)
    {
        IReadOnlyList<string> labels = RunLabels.Of(runs);
        IReadOnlyList<PageChart> charts = PageChart.Of(runs);
        PageSection[] sections = [.. PageSection.All.Where(section => charts.Any(chart => chart.Section == section))];
        StringBuilder page = new();
        WriteHead(page, runs);
        WriteTop(page, runs, sections);
        page.Append("<main>\n");
        WriteFigures(page, runs, labels);
        foreach (PageSection section in sections)
        {
            page.Append($"<section id=\"{section.Id}\"><h2>{section.Heading}</h2>\n<p class=\"words\">{section.Words}</p>\n<div class=\"charts\"></div>\n</section>\n");
        }

        page.Append("<section id=\"tables\"><h2>Tables</h2>\n<p class=\"words\">What the run’s CSV files say. A click on a column’s name sorts by it.</p>\n<div class=\"tables\"></div>\n</section>\n");
        ManifestSection.Write(page, runs);
        page.Append("</main>\n");
        page.Append($"<footer>Written by AllocSim {WebUtility.HtmlEncode(runs[0].Result.Description.Version)} from stored runs.</footer>\n");
        page.Append("<div id=\"spoken\" class=\"hidden\" aria-live=\"polite\"></div>\n");
        page.Append($"<script type=\"application/json\" id=\"data\">{PageData.Of(runs, labels, charts)}</script>\n<script>\n{PageAssets.Script}</script>\n</body>\n</html>\n");
        output.Write(Encoding.UTF8.GetBytes(page.ToString()));
    }

    private static void WriteHead(StringBuilder page, IReadOnlyList<StoredRun> runs)
    {
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n");
        page.Append($"<title>{WebUtility.HtmlEncode(Traces(runs))} · AllocSim</title>\n<style>\n{PageAssets.Style}</style>\n</head>\n<body>\n");
    }

    private static void WriteTop(StringBuilder page, IReadOnlyList<StoredRun> runs, PageSection[] sections)
    {
        RunDescription first = runs[0].Result.Description;
        SummaryRow summary = runs[0].Result.Summary;
        string what = runs.Count == 1
            ? $"{first.Policy}, {(first.Conf.Length == 0 ? "default options" : first.Conf)} · {Quantity.Count(summary.Operations)} operations over {PageText.Nanoseconds(summary.DurationNs)}{(first.Timing == "contended" ? " · contended" : "")}"
            : $"{runs.Count} runs compared";
        page.Append($"<header>\n<p class=\"brand\">AllocSim</p>\n<h1>{WebUtility.HtmlEncode(Traces(runs))}</h1>\n<p class=\"what\">{WebUtility.HtmlEncode(what)}</p>\n");
        if (runs.Any(run => run.Result.Description.TraceSha256 != first.TraceSha256))
        {
            page.Append("<p class=\"warning\">These runs are not of one trace: compare them with care.</p>\n");
        }

        page.Append("</header>\n<div id=\"bar\"><nav aria-label=\"Sections\"><a href=\"#figures\">Figures</a>");
        page.AppendJoin("", sections.Select(section => $"<a href=\"#{section.Id}\">{section.Heading.Split(' ', ',')[0]}</a>"));
        page.Append("<a href=\"#tables\">Tables</a><a href=\"#manifest\">Manifest</a></nav><div id=\"zoom\"></div></div>\n");
        page.Append("<noscript><p class=\"warning\">Charts and tables are drawn by the page’s own script, which is switched off here.</p></noscript>\n");
    }

    private static void WriteFigures(StringBuilder page, IReadOnlyList<StoredRun> runs, IReadOnlyList<string> labels)
    {
        RunResult[] results = [.. runs.Select(run => run.Result)];
        SummaryRow[] rows = [.. results.Select(run => run.Summary)];
        page.Append($"<section id=\"figures\"><h2>{(runs.Count == 1 ? "Figures" : "Comparison")}</h2>\n");
        if (runs.Count == 1)
        {
            Headline.Write(page, results[0]);
        }
        else
        {
            ComparisonSection.Write(page, rows, labels, Conclusions.Of(results));
        }

        PeakBars.Write(page, results, labels);
        page.Append("</section>\n");
    }

    private static string Traces(IReadOnlyList<StoredRun> runs) => string.Join(", ", runs.Select(run => run.Result.Description.Trace).Distinct());
}
