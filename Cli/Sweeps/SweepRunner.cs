using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Sweeps;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Cli.Sweeps;

/// <summary>Runs the points of a sweep on several threads. Which thread runs which point changes nothing: a point's run shares only the decoded trace, which nobody writes to.</summary>
public sealed class SweepRunner
{
    private readonly SweepSpec _spec;
    private readonly SweepKnobs _knobs;
    private readonly RunRequest _decoded;
    private readonly IReadOnlyList<Policy> _policies;

    private SweepRunner(SweepSpec spec, SweepKnobs knobs, RunRequest decoded)
    {
        _spec = spec;
        _knobs = knobs;
        _decoded = decoded;
        _policies = knobs.PoliciesOf(spec);
    }

    /// <summary>Columns of a point's row behind its number: the axes, the summary, the modelled time in the system. A summary's column that an axis is named after gets run_ in front.</summary>
    public static IReadOnlyList<string> Columns(SweepSpec spec, SweepKnobs knobs)
        => [.. spec.Axes.Select(axis => axis.Name), .. SummaryColumns.Names(knobs.PoliciesOf(spec)).Select(column => spec.Axes.Any(axis => axis.Name == column) ? "run_" + column : column), SystemTime.Column];

    /// <summary>Decodes the trace, once for all points.</summary>
    /// <param name="spec">The sweep.</param>
    /// <param name="knobs">What makes requests of points.</param>
    /// <param name="common">What all points have in common.</param>
    public static SweepRunner Prepare(SweepSpec spec, SweepKnobs knobs, RunRequest common)
    {
        RunRequest plain = knobs.Request([], [], []);
        IReadOnlyList<Policy> policies = knobs.PoliciesOf(spec);
        Task warm = RuntimeFeature.IsDynamicCodeCompiled ? Task.Run(() => MeetAll(plain, policies)) : Task.CompletedTask; // A native program has met it all.
        RunRequest decoded = common.Decode();
        try
        {
            warm.Wait();
        }
        catch (AggregateException)
        {
            // Whatever it was, the points will meet it and say so.
        }

        foreach (Policy policy in policies)
        {
            // A trace that makes calls which a policy lacks is refused before its points are run.
            _ = (decoded with { Policy = policy }).Ready();
        }

        return new SweepRunner(spec, knobs, decoded);
    }

    /// <summary>Runs points.</summary>
    /// <param name="points">The points that are left.</param>
    /// <param name="journal">Where finished points go.</param>
    /// <param name="jobs">Threads; at least 1.</param>
    /// <param name="progress">Who tells how far it is.</param>
    public void Run(IEnumerable<SweepPoint> points, SweepJournal journal, int jobs, SweepProgress progress)
    {
        try
        {
            Each(points, jobs, point =>
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

    // All that is done for a point: what is met here for the first time would keep every worker waiting at its first point.
    private static void MeetAll(RunRequest plain, IReadOnlyList<Policy> policies)
    {
        string[] figures = [.. Figures(plain, policies, WarmUp.Replay(plain, Outputs()))];
        using SweepJournal journal = new(new MemoryStream(), "warm-up", "warm-up");
        Each(WarmUp.Points, jobs: 1, point => journal.Add(point.Number, figures));
    }

    private static void Each(IEnumerable<SweepPoint> points, int jobs, Action<SweepPoint> run)
        => Parallel.ForEach(Partitioner.Create(points, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = jobs }, run);

    private static ReplayOutputs Outputs() => new() { Depth = RecordingDepth.Averages, IsRowOnly = true, Sampling = SampleRule.Adaptive };

    private string[] Row(SweepPoint point)
    {
        RunRequest request = _knobs.Request(_spec.Axes, point.Values, []) with { Decoded = _decoded.Decoded, KnownSha256 = _decoded.KnownSha256, KnownSizes = _decoded.KnownSizes, KnownCalls = _decoded.KnownCalls };
        return [.. point.Texts, .. Figures(request, _policies, RecordedReplay.Run(request, Outputs()))];
    }

    private static IEnumerable<string> Figures(RunRequest request, IReadOnlyList<Policy> policies, RunResult run)
    {
        long systemNs = SystemTime.Of(run.Summary, request.Contended?.Settings.Costs ?? CostDefaults.Table);
        return [.. SummaryColumns.Values(run.Summary, policies), systemNs.ToString(CultureInfo.InvariantCulture)];
    }
}
