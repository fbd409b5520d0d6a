using System.Globalization;
using System.Text;
using AllocSim.Simulator.Allocation.Diagnosis;

namespace AllocSim.Workloads.Generators;

/// <summary>Writes a synthetic workload of the sizes, rates and live objects that an allocator's statistics have.</summary>
public static class LoadDescription
{
    /// <summary>Requests a second where statistics do not say how long the program had run.</summary>
    public const double AssumedRate = 1e6;

    private const double OperationsBeyond = 2e6;

    /// <summary>The description, as YAML.</summary>
    /// <param name="load">What the statistics say.</param>
    /// <param name="name">What to call it.</param>
    public static string ToYaml(ProgramLoad load, string name)
    {
        double requests = load.Classes.Sum(Requests), live = load.Classes.Sum(one => one.Live);
        double seconds = Seconds(load);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"name: '{name.Replace("'", "''", StringComparison.Ordinal)}'\nabout: sizes, rates and live objects of statistics of {load.Source}\n");
        foreach (string remark in Remarks(load))
        {
            text.Append(CultureInfo.InvariantCulture, $"# {remark}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"program: synthetic\nseed: 1\noperations: {TraceFitter.Number(Math.Round(live + Math.Min(OperationsBeyond, (2 * requests) - live)))}\nthreads: {load.Shares.Count}\n");
        text.Append(CultureInfo.InvariantCulture, $"pause: {{exponential: {{mean: {TraceFitter.Number(Math.Max(seconds * 1e9 * load.Shares.Count / requests, 1))}ns}}}}\nparameters:\n  start_live: 1\n");
        text.Append(CultureInfo.InvariantCulture, $"  thread_shares: [{string.Join(", ", load.Shares.Select(TraceFitter.Number))}]\n  classes: # size, requests a second, live\n");
        foreach (LoadClass one in load.Classes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - [{TraceFitter.Number(one.Size)}, {TraceFitter.Number(Requests(one) / seconds)}, {TraceFitter.Number(one.Live)}]\n");
        }

        return text.ToString();
    }

    /// <summary>Requests a second of the workload; above 0, as what is live was asked for.</summary>
    /// <param name="load">What the statistics say.</param>
    public static double PerSecond(ProgramLoad load) => load.Classes.Sum(Requests) / Seconds(load);

    /// <summary>What the workload does not know, a sentence each.</summary>
    public static IEnumerable<string> Remarks(ProgramLoad load)
    {
        foreach (string remark in load.Remarks)
        {
            yield return remark;
        }

        if (load.Seconds is null)
        {
            yield return "How long the program had run is not told: a million requests a second are assumed; rate_scale changes that.";
        }

        yield return "Lifetimes are drawn, as long on average as live objects and rate say. Which thread frees what another one made, the order of calls, alignments, zeroing, resizing and any change over time are not known.";
        yield return "It begins with all that was live, and goes on for at most two million calls; more operations make it longer.";
    }

    private static double Seconds(ProgramLoad load) => load.Seconds ?? load.Classes.Sum(Requests) / AssumedRate;

    // What is live was asked for.
    private static double Requests(LoadClass one) => Math.Max(one.Requests, Math.Max(one.Live, 1));
}
