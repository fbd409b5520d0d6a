using System.Globalization;
using System.Net;
using System.Text;
using AllocSim.Reports.Console;
using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Html.Sections;

/// <summary>Several runs beside each other: a row a measure, and beside each value the change against the first.</summary>
internal static class ComparisonSection
{
    /// <summary>Writes the table, and the conclusions in words.</summary>
    public static void Write(StringBuilder page, IReadOnlyList<SummaryRow> runs, IReadOnlyList<string> labels, IReadOnlyList<string> conclusions)
    {
        if (conclusions.Count > 0)
        {
            page.Append("<ul class=\"conclusions\">\n");
            page.AppendJoin("", conclusions.Select(line => $"<li>{WebUtility.HtmlEncode(line)}</li>\n"));
            page.Append("</ul>\n");
        }

        int[] first = [.. runs.Select(run => runs.ToList().FindIndex(other => other.Trace == run.Trace))];
        page.Append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Comparison of the runs\"><table class=\"comparison\">\n<thead><tr><th scope=\"col\">measure</th>");
        for (int i = 0; i < runs.Count; i++)
        {
            page.Append($"<th scope=\"col\">{RunBadge.Of(i)} {WebUtility.HtmlEncode(labels[i]).Replace(",", ",<wbr>", StringComparison.Ordinal)}</th>");
        }

        page.Append("</tr></thead>\n<tbody>\n");
        foreach (ComparedMeasure measure in ComparedMeasure.For(runs))
        {
            page.Append($"<tr><th scope=\"row\">{measure.Name}</th>");
            for (int i = 0; i < runs.Count; i++)
            {
                string change = first[i] < i && (measure.Value(runs[first[i]]), measure.Value(runs[i])) is ({ } before, { } after) ? " " + Change(before, after, measure.IsShare) : "";
                page.Append($"<td data-measure=\"{measure.Column}\"><span>{measure.Text(runs[i])}</span>{change}</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</tbody></table></div>\n");
        if (first.Distinct().Count() < runs.Count)
        {
            page.Append($"<p class=\"note\">Beside each value: its change against {(first.All(run => run == 0) ? "run 1" : "the first run of the same trace")}; for shares, the difference in percentage points (pp).</p>\n");
        }
    }

    private static string Change(double before, double after, bool isRatio)
    {
        if (!isRatio && before == 0)
        {
            return after == 0 ? "<small class=\"same\">±0%</small>" : "<small class=\"more\">from 0</small>";
        }

        double change = Math.Round(100 * (isRatio ? after - before : (after / before) - 1), 1);
        string kind = change == 0 ? "same" : change < 0 ? "less" : "more";
        string sign = change == 0 ? "±" : change < 0 ? "−" : "+";
        string text = !isRatio && after >= 2 * before
            ? string.Create(CultureInfo.InvariantCulture, $"× {after / before:#,0.0}")
            : string.Create(CultureInfo.InvariantCulture, $"{sign}{Math.Abs(change):0.0}{(isRatio ? " pp" : "%")}");
        return $"<small class=\"{kind}\">{text}</small>";
    }
}
