using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Console;

/// <summary>What tells runs apart where their options do not.</summary>
internal static class RunName
{
    /// <summary>How time passed in a run, to stand behind its options; empty where it passed alike in all.</summary>
    public static string Timing(SummaryRow run, IReadOnlyList<SummaryRow> runs)
        => runs.All(other => IsContended(other) == IsContended(run)) ? "" : ", " + Mode(run);

    /// <summary>What two runs are called in a sentence: by their options, where these are the same by their timing, and where that is the same too by their numbers, from 1.</summary>
    public static (string First, string Run) Pair((SummaryRow Row, int Number) first, (SummaryRow Row, int Number) run)
    {
        (string one, string other) = (Conclusions.Name(first.Row, run.Row), Conclusions.Name(run.Row, first.Row));
        return one != other ? (one, other)
            : IsContended(first.Row) != IsContended(run.Row) ? ($"{one} ({Mode(first.Row)})", $"{other} ({Mode(run.Row)})")
            : (FormattableString.Invariant($"run {first.Number}"), FormattableString.Invariant($"run {run.Number}"));
    }

    private static string Mode(SummaryRow run) => IsContended(run) ? "contended" : "serial";

    private static bool IsContended(SummaryRow run) => run.P99LatencyNs is not null;
}
