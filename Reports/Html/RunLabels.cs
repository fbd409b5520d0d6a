using AllocSim.Reports.Console;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Stored;
using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Html;

/// <summary>What runs are called where several stand side by side: by what tells them apart.</summary>
public static class RunLabels
{
    /// <summary>A name for each run: its options, with the trace, the policy and the folder where needed to tell it from the others.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<StoredRun> runs)
    {
        SummaryRow[] rows = [.. ToldApart(runs).Select(run => run.Summary)];
        bool hasTraces = rows.Any(run => run.Trace != rows[0].Trace);
        bool hasPolicies = rows.Any(run => run.Policy != rows[0].Policy);
        string[] labels = [.. rows.Select(run => (hasTraces ? run.Trace + ", " : "") + Conclusions.Name(run, hasPolicies) + RunName.Timing(run, rows))];
        return [.. labels.Select((label, i) => labels.Count(other => other == label) == 1 ? label : $"{label} ({FolderOf(runs[i])})")];
    }

    /// <summary>The runs; where traces of one name are different ones, each has its folder behind the trace's name.</summary>
    public static IReadOnlyList<RunResult> ToldApart(IReadOnlyList<StoredRun> runs)
        => [.. runs.Select(run => runs.Any(other => other.Result.Summary.Trace == run.Result.Summary.Trace && other.Result.Description.TraceSha256 != run.Result.Description.TraceSha256)
            ? run.Result with { Tables = run.Result.Tables with { Summary = run.Result.Summary with { Trace = $"{run.Result.Summary.Trace} ({FolderOf(run)})" } } }
            : run.Result)];

    private static string FolderOf(StoredRun run) => Path.GetFileName(Path.GetFullPath(run.Folder));
}
