using System.Globalization;
using System.Net;
using System.Text;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Html.Sections;

/// <summary>What resident memory consists of when the program holds most: a bar for each run, all to one scale.</summary>
internal static class PeakBars
{
    private static readonly (string Name, string Words)[] Parts =
    [
        ("requested", "asked for by the program"),
        ("rounding", "rounding up to size classes"),
        ("slabs", "free in slabs and large extents"),
        ("rest", "the rest: unused pages, the allocator’s records"),
    ];

    /// <summary>Writes the bars.</summary>
    public static void Write(StringBuilder page, IReadOnlyList<RunResult> runs, IReadOnlyList<string> labels)
    {
        double[][] bytes = [.. runs.Select(Split)];
        double most = bytes.Max(parts => parts.Sum());
        if (most <= 0)
        {
            return;
        }

        page.Append("<figure class=\"peak\">\n<figcaption><h3>Resident memory when the program holds most</h3><p class=\"readout\">at the sample with the most requested bytes</p></figcaption>\n");
        for (int i = 0; i < runs.Count; i++)
        {
            if (runs.Count > 1)
            {
                page.Append($"<div class=\"bar-name\">{RunBadge.Of(i)} {WebUtility.HtmlEncode(labels[i])}</div>\n");
            }

            page.Append("<div class=\"bar\">");
            for (int part = 0; part < Parts.Length; part++)
            {
                string share = (bytes[i][part] / most * 100).ToString("F2", CultureInfo.InvariantCulture);
                page.Append($"<span class=\"part {Parts[part].Name}\" style=\"width:{share}%\" title=\"{Parts[part].Words}: {Quantity.Bytes(bytes[i][part])}\"></span>");
            }

            page.Append($"<span class=\"total\">{Quantity.Bytes(bytes[i].Sum())}</span></div>\n");
        }

        page.Append("<ul class=\"key\">\n");
        for (int part = 0; part < Parts.Length; part++)
        {
            string amount = runs.Count == 1 ? $" <b>{Quantity.Bytes(bytes[0][part])}</b>" : "";
            page.Append($"<li><span class=\"swatch {Parts[part].Name}\"></span>{Parts[part].Words}{amount}</li>\n");
        }

        page.Append("</ul>\n</figure>\n");
    }

    /// <summary>The parts of resident memory at the sample with the most requested bytes. What is active but was never touched is not resident, and so in none of them.</summary>
    private static double[] Split(RunResult run)
    {
        TimelineSample peak = run.Timeline.MaxBy(sample => sample.RequestedBytes)!;
        double resident = peak.TrueResidentBytes;
        double active = Math.Min(peak.ActiveBytes ?? peak.AllocatedBytes ?? peak.RequestedBytes, resident);
        double allocated = Math.Min(peak.AllocatedBytes ?? peak.RequestedBytes, active);
        double requested = Math.Min(peak.RequestedBytes, allocated);
        return [requested, allocated - requested, active - allocated, resident - active];
    }
}
