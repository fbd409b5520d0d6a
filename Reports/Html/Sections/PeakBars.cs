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
        ("beside", "beside that in the same pages: rounding up, caches, free space"),
        ("touched", "pages that hold a touched byte of a live object"),
        ("empty-pages", "pages that hold no live byte: caches, free or unused pages, the allocator’s records"),
    ];

    /// <summary>Writes the bars.</summary>
    public static void Write(StringBuilder page, IReadOnlyList<RunResult> runs, IReadOnlyList<string> labels)
    {
        double[][] bytes = [.. runs.Select(run => Split(Peak(run), run.Description.Touch == "first"))];
        int[] shown = [.. Enumerable.Range(0, Parts.Length).Where(part => bytes.Any(run => run[part] > 0))];
        double most = bytes.Max(parts => parts.Sum());
        if (most <= 0)
        {
            return;
        }

        page.Append("<figure class=\"peak-bars\">\n<figcaption><h3>Resident memory when the program holds most</h3><p class=\"readout\">at the sample with the most requested bytes</p></figcaption>\n");
        for (int i = 0; i < runs.Count; i++)
        {
            if (runs.Count > 1)
            {
                page.Append($"<div class=\"bar-name\">{RunBadge.Of(i)} {WebUtility.HtmlEncode(labels[i])}</div>\n");
            }

            page.Append("<div class=\"bar\">");
            foreach (int part in shown)
            {
                string share = (bytes[i][part] / most * 100).ToString("F2", CultureInfo.InvariantCulture);
                page.Append($"<span class=\"part {Parts[part].Name}\" style=\"width:{share}%\" title=\"{Parts[part].Words}: {Quantity.Bytes(bytes[i][part])}\"></span>");
            }

            page.Append($"<span class=\"total\">{Quantity.Bytes(bytes[i].Sum())}</span></div>\n");
        }

        page.Append("<ul class=\"key\">\n");
        foreach (int part in shown)
        {
            string amount = runs.Count == 1 ? $" <b>{Quantity.Bytes(bytes[0][part])}</b>" : "";
            page.Append($"<li><span class=\"swatch {Parts[part].Name}\"></span>{Parts[part].Words}{amount}</li>\n");
        }

        page.Append("</ul>\n");
        if (runs.Count == 1 && Peak(runs[0]) is { } peak && peak.SlopBytes + peak.CachedBytes > 0)
        {
            page.Append($"<p class=\"note\">Rounding up takes {Quantity.Bytes((double)peak.SlopBytes)}, free objects in caches {Quantity.Bytes((double)peak.CachedBytes)}. Either can lie in pages of both kinds, and in pages that were never touched.</p>\n");
        }

        page.Append("</figure>\n");
    }

    private static TimelineSample Peak(RunResult run) => run.Timeline.MaxBy(sample => sample.RequestedBytes)!;

    /// <summary>The parts of resident memory; they add up to it.</summary>
    /// <remarks>
    /// Only pages part it truly: what lives was touched, so its pages are resident, and the others hold none of it. What the allocator says (active, allocated) counts bytes that
    /// were never touched and are not resident, and nobody knows how many of them are, so nothing is taken from one another that comes from both.
    /// </remarks>
    /// <param name="sample">The state.</param>
    /// <param name="touchesFirst">Whether the program touched the first byte of an object only: then nobody knows how much of what it asked for is resident.</param>
    internal static double[] Split(TimelineSample sample, bool touchesFirst)
    {
        double live = Math.Min(sample.LivePageBytes, sample.TrueResidentBytes);
        double requested = touchesFirst ? 0 : Math.Min(sample.RequestedBytes, live);
        return [requested, touchesFirst ? 0 : live - requested, touchesFirst ? live : 0, sample.TrueResidentBytes - live];
    }
}
