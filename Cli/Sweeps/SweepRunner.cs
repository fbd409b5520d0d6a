using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Measures;
using AllocSim.Reports.Sweeps;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Costs;

namespace AllocSim.Cli.Sweeps;

/// <summary>Runs the points of a sweep on several threads. Which thread runs which point changes nothing: a point's run shares only the decoded trace, which nobody writes to.</summary>
/// <param name="spec">The sweep.</param>
/// <param name="knobs">What makes requests of points.</param>
/// <param name="decoded">A request with the trace decoded.</param>
public sealed class SweepRunner(SweepSpec spec, SweepKnobs knobs, RunRequest decoded)
{
    /// <summary>Columns of a point's row behind its number: the axes, the summary, the modelled time in the system. A summary's column that an axis is named after gets run_ in front.</summary>
    public static IReadOnlyList<string> Columns(SweepSpec spec)
        => [.. spec.Axes.Select(axis => axis.Name), .. SummaryColumns.Names.Select(column => spec.Axes.Any(axis => axis.Name == column) ? "run_" + column : column), SystemTime.Column];

    /// <summary>Runs points.</summary>
    /// <param name="points">The points that are left.</param>
    /// <param name="journal">Where finished points go.</param>
    /// <param name="jobs">Threads; at least 1.</param>
    /// <param name="progress">Who tells how far it is.</param>
    public void Run(IEnumerable<SweepPoint> points, SweepJournal journal, int jobs, SweepProgress progress)
    {
        try
        {
            Parallel.ForEach(
                Partitioner.Create(points, EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = jobs },
                point =>
                {
                    journal.Add(point.Number, Row(point));
                    progress.Step();
                });
        }
        catch (AggregateException e)
        {
            // Several workers may have met the same full disk; the first one says it.
            ExceptionDispatchInfo.Capture(e.Flatten().InnerExceptions[0]).Throw();
        }
    }

    private string[] Row(SweepPoint point)
    {
        RunRequest request = knobs.Request(spec.Axes, point.Values, []) with { Decoded = decoded.Decoded, KnownSha256 = decoded.KnownSha256, KnownSizes = decoded.KnownSizes };
        SummaryRow summary = RecordedReplay.Run(request, new ReplayOutputs { HasHeat = false, Sampling = SampleRule.Adaptive }).Summary;
        long systemNs = SystemTime.Of(summary, request.Contended?.Settings.Costs ?? CostDefaults.Table);
        return [.. point.Texts, .. SummaryColumns.Values(summary), systemNs.ToString(CultureInfo.InvariantCulture)];
    }
}
