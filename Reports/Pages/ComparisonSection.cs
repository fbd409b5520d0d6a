using System.Globalization;
using System.Net;
using System.Text;
using AllocSim.Reports.Console;
using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Pages;

/// <summary>Several runs beside each other: what each came to, and below it the change against the first.</summary>
internal static class ComparisonSection
{
    private static readonly (string Name, string Column, Func<SummaryRow, double> Value, Func<double, string> Text)[] Measures =
    [
        ("peak resident", "peak_resident_bytes", s => s.PeakResidentBytes, Quantity.Bytes),
        ("mean resident", "mean_resident_bytes", s => s.MeanResidentBytes, Quantity.Bytes),
        ("end resident", "end_resident_bytes", s => s.EndResidentBytes, Quantity.Bytes),
        ("peak requested", "peak_requested_bytes", s => s.PeakRequestedBytes, Quantity.Bytes),
        ("overhead", "peak_overhead_ratio", s => s.PeakOverheadRatio, Quantity.Percent),
        ("internal", "internal_fragmentation_ratio", s => s.InternalFragmentationRatio, Quantity.Percent),
        ("external", "external_fragmentation_ratio", s => s.ExternalFragmentationRatio, Quantity.Percent),
        ("page", "page_fragmentation_ratio", s => s.PageFragmentationRatio, Quantity.Percent),
        ("page faults", "page_faults", s => s.PageFaults, value => Quantity.Count((long)value)),
        ("madvise", "madvise_calls", s => s.MadviseCalls, value => Quantity.Count((long)value)),
    ];

    /// <summary>Writes the table, and the conclusions in words.</summary>
    public static void Write(StringBuilder page, IReadOnlyList<SummaryRow> runs, IReadOnlyList<string> labels, IReadOnlyList<string> conclusions)
    {
        page.Append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Comparison of the runs\"><table class=\"comparison\">\n<thead><tr><th scope=\"col\">run</th>");
        foreach ((string name, _, _, _) in Measures)
        {
            page.Append($"<th scope=\"col\">{name}</th>");
        }

        page.Append("</tr></thead>\n<tbody>\n");
        for (int i = 0; i < runs.Count; i++)
        {
            page.Append($"<tr><th scope=\"row\">{RunBadge.Of(i)} {WebUtility.HtmlEncode(labels[i]).Replace(",", ",<wbr>", StringComparison.Ordinal)}</th>");
            foreach ((_, string column, Func<SummaryRow, double> value, Func<double, string> text) in Measures)
            {
                string change = i == 0 ? "" : Change(value(runs[0]), value(runs[i]), column.EndsWith("_ratio", StringComparison.Ordinal));
                page.Append($"<td data-measure=\"{column}\"><span>{text(value(runs[i]))}</span>{change}</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</tbody></table></div>\n<p class=\"note\">Below each value: its change against run 1; for shares, the difference in percentage points (pp).</p>\n");
        if (conclusions.Count > 0)
        {
            page.Append("<ul class=\"conclusions\">\n");
            page.AppendJoin("", conclusions.Select(line => $"<li>{WebUtility.HtmlEncode(line)}</li>\n"));
            page.Append("</ul>\n");
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
