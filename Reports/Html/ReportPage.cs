using System.Text;
using AllocSim.Reports.Console;
using AllocSim.Reports.Html.Sections;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Stored;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Html;

/// <summary>Writes stored runs as one HTML page that needs nothing else: data, style and script are in it, and it may not load anything.</summary>
public static class ReportPage
{
    /// <summary>Rows of a table that a page carries; more are in the file.</summary>
    public const int RowsMax = 2000;

    /// <summary>Writes the page to a stream, which stays open.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="runs">One run, or several to compare with the first.</param>
    public static void Write(Stream output, IReadOnlyList<StoredRun> runs)
    {
        IReadOnlyList<string> labels = RunLabels.Of(runs);
        IReadOnlyList<PageChart> charts = PageChart.Of(runs);
        PageSection[] sections = [.. PageSection.All.Where(section => charts.Any(chart => chart.Section == section))];
        StringBuilder main = new();
        WriteFigures(main, runs, labels);
        bool hasStacks = StackSection.Write(main, runs);
        bool hasDifferences = DifferenceSection.Write(main, RunLabels.ToldApart(runs), labels);
        foreach (PageSection section in sections)
        {
            main.Append($"<section id=\"{section.Id}\"><h2>{section.Heading}</h2>\n<p class=\"words\">{section.Words}</p>\n<div class=\"charts\"></div>\n</section>\n");
        }

        bool hasMap = MapSection.Write(main, runs);
        main.Append("<section id=\"tables\"><h2>Tables</h2>\n<p class=\"words\">What the run’s CSV files say, under the names of their columns. A click on a column’s name sorts by it.</p>\n<div class=\"tables\"></div>\n</section>\n");
        RepeatSection.Write(main, runs);
        ManifestSection.Write(main, runs);
        (string, string)[] first = [.. hasStacks ? ((string, string)[])[("stacks", "Stacks")] : [], .. hasDifferences ? ((string, string)[])[("differences", "Differences")] : []];
        new PageShell
        {
            Title = Traces(runs),
            What = What(runs),
            Warning = runs.Any(run => run.Result.Description.TraceSha256 != runs[0].Result.Description.TraceSha256) ? "These runs are not of one trace: compare them with care." : "",
            Sections = [("figures", "Figures"), .. first, .. sections.Select(section => (section.Id, section.Heading.Split(' ', ',')[0])), .. hasMap ? ((string, string)[])[("map", "Map")] : [], ("tables", "Tables"), ("repeat", "Repeat"), ("manifest", "Manifest")],
            Main = main.ToString(),
            Data = PageData.Of(runs, labels, charts),
            Scripts = PageAssets.RunScripts,
            Version = runs[0].Result.Description.Version,
        }.Write(output);
    }

    private static string What(IReadOnlyList<StoredRun> runs)
    {
        RunDescription first = runs[0].Result.Description;
        SummaryRow summary = runs[0].Result.Summary;
        return runs.Count == 1
            ? $"{first.Policy}, {(first.Conf.Length == 0 ? "default options" : first.Conf)} · {Quantity.Count(summary.Operations, "operation")} over {Quantity.Nanoseconds(summary.DurationNs)}{(first.Timing == "contended" ? " · contended" : "")}"
            : $"{runs.Count} runs compared";
    }

    private static void WriteFigures(StringBuilder page, IReadOnlyList<StoredRun> runs, IReadOnlyList<string> labels)
    {
        IReadOnlyList<RunResult> results = RunLabels.ToldApart(runs);
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
        PinSection.Write(page, results, labels);
        page.Append("</section>\n");
    }

    private static string Traces(IReadOnlyList<StoredRun> runs) => string.Join(", ", runs.Select(run => run.Result.Description.Trace).Distinct());
}
