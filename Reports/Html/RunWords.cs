using AllocSim.Reports.Console;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Html;

/// <summary>What a run comes to, in words: the first thing on its page.</summary>
internal static class RunWords
{
    /// <summary>A sentence on memory, one on where the rest goes, and what a contended run says.</summary>
    public static IReadOnlyList<string> Of(RunResult run)
    {
        SummaryRow s = run.Summary;
        List<string> words = [$"The program asked for up to {Quantity.Bytes(s.PeakRequestedBytes)}; {s.Policy} kept up to {Quantity.Bytes(s.PeakResidentBytes)} resident for it, {Quantity.Percent(s.PeakOverheadRatio)} more. On average {Quantity.Bytes(s.MeanResidentBytes)} were resident for {Quantity.Bytes(s.MeanRequestedBytes)}."];
        string[] parts = [.. ((string[])[Part(s.InternalFragmentationRatio, $"of what was allocated went to {Unasked(run.Tables.Timeline.MaxBy(sample => sample.RequestedBytes)!)}"), Part(s.ExternalFragmentationRatio, "of active memory was free between objects"), Part(s.PageFragmentationRatio, "of resident memory held no live byte")]).Where(part => part.Length > 0)];
        words.Add($"When the program held most, {string.Join(", ", parts)}.");
        words.AddRange(run.Contention?.Words() ?? []);
        return words;
    }

    /// <summary>What allocated memory holds beyond what was asked for; with amounts where the sample tells its parts.</summary>
    private static string Unasked(TimelineSample peak)
    {
        double own = (double)(peak.AllocatedBytes ?? 0) - peak.RequestedBytes - peak.SlopBytes - peak.CachedBytes;
        if (own < 0 || peak.SlopBytes + peak.CachedBytes == 0)
        {
            return "rounding up and caches";
        }

        // Where no cache tells what it holds, the rest can be objects in caches as well as records.
        (string Words, double Bytes)[] parts = [("rounding up", peak.SlopBytes), ("caches", peak.CachedBytes), (peak.CachedBytes > 0 ? "the allocator’s own" : "what caches and the allocator itself keep", own)];
        return TextLines.Listed([.. parts.Where(part => part.Bytes > 0).Select(part => $"{part.Words} ({Quantity.Bytes(part.Bytes)})")]);
    }

    private static string Part(double? share, string what) => share is { } known ? $"{Quantity.Percent(known)} {what}" : "";
}
