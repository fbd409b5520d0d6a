using AllocSim.Reports.Console;
using AllocSim.Reports.Stored;

namespace AllocSim.Reports.Html;

/// <summary>What runs are called where several stand side by side: by what tells them apart.</summary>
public static class RunLabels
{
    /// <summary>A name for each run: its options, with the trace, the policy and the folder where needed to tell it from the others.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<StoredRun> runs)
    {
        bool hasTraces = runs.Any(run => run.Result.Description.Trace != runs[0].Result.Description.Trace);
        bool hasPolicies = runs.Any(run => run.Result.Summary.Policy != runs[0].Result.Summary.Policy);
        string[] labels = [.. runs.Select(run => (hasTraces ? run.Result.Description.Trace + ", " : "") + Conclusions.Name(run.Result.Summary, hasPolicies))];
        return [.. labels.Select((label, i) => labels.Count(other => other == label) == 1 ? label : $"{label} ({Path.GetFileName(Path.GetFullPath(runs[i].Folder))})")];
    }
}
