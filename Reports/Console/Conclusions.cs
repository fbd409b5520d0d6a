using System.Globalization;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Console;

/// <summary>What a comparison comes to, in plain words: each run against the first one, and what each policy remarks on its own tables.</summary>
public static class Conclusions
{
    private const double Noticeable = 0.005;

    /// <summary>Trace by trace: one line for each run but the first, then the remarks of the policies. A run that is alone of its trace is compared with none, which the last line says.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<RunResult> runs)
    {
        (RunResult Run, int Number)[][] traces = [.. runs.Select((run, i) => (Run: run, Number: i + 1)).GroupBy(run => run.Run.Description.TraceSha256).Select(same => same.ToArray())];
        if (traces.Length == 1)
        {
            return Of(traces[0]);
        }

        string[] alone = [.. traces.Where(same => same.Length == 1).Select(same => FormattableString.Invariant($"run {same[0].Number} ({same[0].Run.Summary.Trace})"))];
        return
        [
            .. traces.SelectMany(same => Of(same).Select(line => $"{same[0].Run.Summary.Trace}: {line}")),
            .. alone.Length == 0 ? (string[])[] : [$"Nothing is concluded of {TextLines.Listed(alone)}: runs of different traces are not held against each other."],
        ];
    }

    private static IReadOnlyList<string> Of((RunResult Run, int Number)[] runs)
        => [.. runs.Skip(1).Select(run => Line(runs[0], run)), .. runs.SelectMany(run => run.Run.Policy?.Remarks(run.Run.Data(), Name(run.Run.Summary, runs[0].Run.Summary)) ?? [])];

    /// <summary>What a run is called beside another: its options, or its policy and its options if it has any, where the policies differ.</summary>
    public static string Name(SummaryRow run, SummaryRow other) => Name(run, run.Policy != other.Policy);

    /// <summary>What a run is called: its options, and its policy where that has to be told.</summary>
    public static string Name(SummaryRow run, bool tellsPolicy) => (tellsPolicy, run.Settings.Length) switch
    {
        (false, 0) => "default options",
        (false, _) => run.Settings,
        (true, 0) => run.Policy,
        (true, _) => $"{run.Policy} with {run.Settings}",
    };

    private static string Line((RunResult Run, int Number) before, (RunResult Run, int Number) after)
    {
        (SummaryRow first, SummaryRow run) = (before.Run.Summary, after.Run.Summary);
        (string one, string other) = RunName.Pair((first, before.Number), (run, after.Number));
        return string.Join(' ', ((string[])[$"{other} instead of {one} {Memory(first, run)}", Time(first, run, after.Run), Moves(first, run), Failures(first, run)]).Where(sentence => sentence.Length > 0));
    }

    private static string Memory(SummaryRow first, SummaryRow run)
    {
        string[] changes = [.. ((string[])[
            Change("mean resident memory", first.MeanResidentBytes, run.MeanResidentBytes),
            Change("peak resident memory", first.PeakResidentBytes, run.PeakResidentBytes)]).Where(change => change.Length > 0)];
        string memory = changes.Length == 0 ? "changes resident memory by less than 0.5%" : string.Join(" and ", changes);
        string[] costs =
        [
            .. CallKind.All.Where((kind, i) => i == 0 || kind.DiffersMuch(first, run)).Select(kind => Times(kind.Count(first), kind.Count(run), kind.Name)),
            Times(first.PageFaults, run.PageFaults, "page faults"),
        ];
        return $"{memory}, for {TextLines.Listed(costs)}.";
    }

    /// <summary>What a contended run says beyond that.</summary>
    private static string Time(SummaryRow first, SummaryRow run, RunResult result)
    {
        if ((first.P99LatencyNs, run.P99LatencyNs) is not ({ } p99Before, { } p99))
        {
            return "";
        }

        double change = first.SimulatedNs == 0 ? 0 : (run.SimulatedNs / (double)first.SimulatedNs) - 1;
        string time = Math.Abs(change) < Noticeable ? "takes as long in simulated time" : $"takes {Quantity.Percent(Math.Abs(change))} {(change < 0 ? "less" : "more")} simulated time";
        string hottest = run.HottestMutex.Length == 0 ? "" : $", {Quantity.Percent(run.HottestWaitShare ?? 0)} of it for {result.ShortLockName(run.HottestMutex)}";
        return $"It {time} ({Quantity.Nanoseconds(run.SimulatedNs)}); threads wait for locks {Quantity.Nanoseconds(run.LockWaitNs ?? 0)} instead of {Quantity.Nanoseconds(first.LockWaitNs ?? 0)}{hottest}; "
            + $"99% of calls take at most {(p99 == p99Before ? $"{Quantity.Nanoseconds(p99)}, as before" : $"{Quantity.Nanoseconds(p99)} instead of {Quantity.Nanoseconds(p99Before)}")}.";
    }

    private static string Moves(SummaryRow first, SummaryRow run)
    {
        long all = run.ReallocInPlaceCalls + run.ReallocMovedCalls;
        return run.ReallocMovedCalls == first.ReallocMovedCalls ? ""
            : $"{Quantity.Count(run.ReallocMovedCalls)} instead of {Quantity.Count(first.ReallocMovedCalls)} of {Quantity.Count(all, "realloc")} move their object.";
    }

    /// <summary>What was refused takes no memory: a run that refuses more seems better for it.</summary>
    private static string Failures(SummaryRow first, SummaryRow run)
        => run.FailedAllocations == first.FailedAllocations ? ""
            : $"{Quantity.Count(run.FailedAllocations)} instead of {Quantity.Count(first.FailedAllocations, "allocation")} return null, and take no memory.";

    private static string Change(string what, double before, double after)
    {
        double change = before == 0 ? 0 : (after / before) - 1;
        return Math.Abs(change) < Noticeable ? ""
            : change >= 2 ? string.Create(CultureInfo.InvariantCulture, $"raises {what} to {after / before:#,0.0} times as much")
            : $"{(change < 0 ? "lowers" : "raises")} {what} by {Quantity.Percent(Math.Abs(change))}";
    }

    private static string Times(long before, long after, string what)
        => before == after ? $"as many {what} ({Quantity.Count(after)})"
            : before == 0 || after < before * 1.05 ? $"{Quantity.Count(after)} instead of {Quantity.Count(before)} {what}"
            : string.Create(CultureInfo.InvariantCulture, $"{after / (double)before:#,0.0} times the {what} ({Quantity.Count(after)})");
}
