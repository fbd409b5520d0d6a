using System.Globalization;
using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Console;

/// <summary>What a comparison comes to, in plain words: each run against the first one.</summary>
public static class Conclusions
{
    private const double Noticeable = 0.005;

    /// <summary>One sentence for each run but the first.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<SummaryRow> runs) => [.. runs.Skip(1).Select(run => Sentence(runs[0], run))];

    /// <summary>What a run is called: its options, with the policy where that differs.</summary>
    public static string Name(SummaryRow run, SummaryRow first)
    {
        string options = run.Settings.Length == 0 ? "default options" : run.Settings;
        return run.Policy == first.Policy ? options : $"{run.Policy} with {options}";
    }

    private static string Sentence(SummaryRow first, SummaryRow run)
    {
        List<string> changes = [];
        Add(changes, "mean resident memory", first.MeanResidentBytes, run.MeanResidentBytes);
        Add(changes, "peak resident memory", first.PeakResidentBytes, run.PeakResidentBytes);
        string memory = changes.Count == 0 ? "changes resident memory by less than 0.5%" : string.Join(" and ", changes);
        return $"{Name(run, first)} instead of {Name(first, first)} {memory}, for {Times(first.MadviseCalls, run.MadviseCalls, "madvise calls")} and {Times(first.PageFaults, run.PageFaults, "page faults")}.";
    }

    private static void Add(List<string> changes, string what, double before, double after)
    {
        double change = before == 0 ? 0 : (after / before) - 1;
        if (Math.Abs(change) >= Noticeable)
        {
            changes.Add($"{(change < 0 ? "lowers" : "raises")} {what} by {Quantity.Percent(Math.Abs(change))}");
        }
    }

    private static string Times(long before, long after, string what)
        => before == after ? $"as many {what} ({Quantity.Count(after)})"
            : before == 0 || after < before ? $"{Quantity.Count(after)} instead of {Quantity.Count(before)} {what}"
            : string.Create(CultureInfo.InvariantCulture, $"{after / (double)before:0.0} times the {what} ({Quantity.Count(after)})");
}
