using System.Globalization;
using System.Net;
using System.Text;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Console;
using AllocSim.Reports.Contention;
using AllocSim.Reports.Html.Sections;
using AllocSim.Reports.Stored;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Html;

/// <summary>The page of a series over numbers of CPUs: what it comes to in words, throughput and waiting, the table.</summary>
public static class ScalePage
{
    /// <summary>Writes the page to a stream, which stays open.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="steps">The runs, by CPUs.</param>
    /// <param name="name">What was run.</param>
    /// <param name="command">The command that made it.</param>
    /// <param name="version">Version of the program, with its revision where that is known.</param>
    public static void Write(Stream output, IReadOnlyList<ScaleStep> steps, string name, string command, string version)
    {
        ScaleRow[] rows = [.. steps.Select(step => step.Row)];
        StringBuilder main = new();
        main.Append("<section id=\"answer\"><h2>Answer</h2>\n");
        main.Append($"<p class=\"answer\">{WebUtility.HtmlEncode(ScaleConclusion.Of(steps))}</p>\n");
        main.Append("</section>\n<section id=\"more\"><h2>Against CPUs</h2>\n<p class=\"words\">Every run does the same operations; only the number of CPUs differs.</p>\n<div class=\"charts\"></div>\n</section>\n");
        main.Append("<section id=\"tables\"><h2>Table</h2>\n<div class=\"tables\"></div>\n</section>\n");
        main.Append($"<section id=\"repeat\"><h2>How to repeat this</h2>\n<pre class=\"command\" tabindex=\"0\" role=\"region\" aria-label=\"Command\">{WebUtility.HtmlEncode(command)}</pre>\n<p>AllocSim {WebUtility.HtmlEncode(version)}</p>\n</section>\n");
        new PageShell
        {
            Title = name,
            What = $"on {string.Join(", ", rows.Select(row => Quantity.Count(row.Cpus)))} {Quantity.Noun(rows[^1].Cpus, "CPU")}, in simulated time",
            Sections = [("answer", "Answer"), ("more", "Charts"), ("tables", "Table"), ("repeat", "Repeat")],
            Main = main.ToString(),
            Data = PageData.Of([name], [.. Charts(rows).Select(chart => new PageChart(PageSection.All[^1], [(0, chart)]))], 0, [], [[Table(rows)]]),
            Scripts = PageAssets.RunScripts,
            Version = version,
        }.Write(output);
    }

    private static IEnumerable<Chart> Charts(ScaleRow[] rows)
    {
        yield return Bars("scale", "Throughput", Axis.Count("operations a second", rows.Max(row => row.OperationsPerSecond)), new LineSeries("operations_per_second", "operations a second", [.. rows.Select(row => row.OperationsPerSecond)]));
        if (rows.Any(row => row.LockWaitNs > 0))
        {
            yield return Bars("scale_waiting", "Waiting for locks", Axis.Nanoseconds("each operation on average", rows.Max(row => row.LockWaitPerOperationNs)), new LineSeries("lock_wait_per_operation_ns", "waiting for locks", [.. rows.Select(row => row.LockWaitPerOperationNs)]));
        }

        StackedBarChart Bars(string name, string title, Axis vertical, LineSeries series) => new()
        {
            Name = name,
            Title = title,
            Horizontal = new Axis("CPUs"),
            Vertical = vertical,
            CategoryColumn = "cpus",
            Categories = [.. rows.Select(row => row.Cpus.ToString(CultureInfo.InvariantCulture))],
            Parts = [series],
            NoteColumn = "note",
            Notes = [.. rows.Select(_ => "")],
        };
    }

    private static StoredTable Table(ScaleRow[] rows) => new(
        "scale",
        ["cpus", "operations_per_second", "simulated_ns", "lock_wait_ns", "lock_wait_per_operation_ns", "hottest_mutex", "hottest_wait_share"],
        [.. rows.Select(row => (IReadOnlyList<string>)[Text(row.Cpus), Text(row.OperationsPerSecond), Text(row.SimulatedNs), Text(row.LockWaitNs), Text(row.LockWaitPerOperationNs), row.HottestMutex, Text(row.HottestWaitShare)])]);

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
