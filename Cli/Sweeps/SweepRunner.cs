using System.Diagnostics;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Console;
using AllocSim.Reports.Measures;

namespace AllocSim.Cli.Sweeps;

/// <summary>Runs the points of a sweep on several threads. Which thread runs which point changes nothing: a point's run shares only the decoded trace, which nobody writes to.</summary>
public static class SweepRunner
{
    /// <summary>Runs every point that the journal does not hold yet.</summary>
    /// <param name="points">The points, with the trace decoded.</param>
    /// <param name="journal">Where finished points go.</param>
    /// <param name="jobs">Threads; at least 1.</param>
    /// <param name="terminal">Where progress is told.</param>
    public static void Run(IReadOnlyList<SweepPoint> points, SweepJournal journal, int jobs, Terminal terminal)
    {
        SweepPoint[] left = [.. points.Where(point => !journal.Rows.ContainsKey(point.Number))];
        int done = 0;
        int told = 0;
        long began = Stopwatch.GetTimestamp();
        Lock progress = new();
        Parallel.ForEach(
            System.Collections.Concurrent.Partitioner.Create(left, System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = jobs },
            point =>
            {
                ReplayOutputs outputs = new() { Depth = RecordingDepth.Averages, Sampling = SampleRule.Adaptive };
                journal.Add(point.Number, [.. point.Values, .. SummaryColumns.Values(RecordedReplay.Run(point.Request, outputs).Summary)]);
                lock (progress)
                {
                    done++;
                    if (done * 20 / left.Length > told || done == left.Length)
                    {
                        told = done * 20 / left.Length;
                        double leftNs = Stopwatch.GetElapsedTime(began).TotalNanoseconds / done * (left.Length - done);
                        terminal.Say($"{done} of {left.Length} points done{(done < left.Length ? $", about {Quantity.Nanoseconds(leftNs)} left" : "")}");
                    }
                }
            });
    }
}
