using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Stored;

/// <summary>Brings the samples of runs that were sampled differently to the same instants, each holding until the next, so that charts can overlay them.</summary>
public static class AlignedSamples
{
    /// <summary>The runs, with a sample of each wherever one of them has one. Runs that lie at the same instants already come back as they are.</summary>
    public static IReadOnlyList<RunResult> Of(IReadOnlyList<RunResult> runs)
    {
        bool hasTime = runs.All(run => run.Timeline[^1].TimeNs > run.Timeline[0].TimeNs);
        long[] instants = [.. runs.SelectMany(run => run.Timeline).Select(At).Distinct().Order()];
        return runs.All(run => run.Timeline.Select(Place).SequenceEqual(runs[0].Timeline.Select(Place))) ? runs : [.. runs.Select(run => run with { Tables = run.Tables with { Timeline = Held(run.Timeline) } })];

        static (long, long) Place(TimelineSample sample) => (sample.Operation, sample.TimeNs);

        long At(TimelineSample sample) => hasTime ? sample.TimeNs : sample.Operation;

        IReadOnlyList<TimelineSample> Held(IReadOnlyList<TimelineSample> samples)
        {
            List<TimelineSample> held = [];
            int current = 0;
            foreach (long instant in instants)
            {
                while (current + 1 < samples.Count && At(samples[current + 1]) <= instant)
                {
                    current++;
                }

                held.Add(hasTime ? samples[current] with { TimeNs = instant } : samples[current] with { Operation = instant });
            }

            return held;
        }
    }
}
