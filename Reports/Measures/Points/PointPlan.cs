using System.Runtime.CompilerServices;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Simulator.Operations;

namespace AllocSim.Reports.Measures.Points;

/// <summary>What all points of a sweep over one trace share: the demand, and which sample will be the highest, since neither the allocator nor its options change that.</summary>
public sealed class PointPlan
{
    private static readonly ConditionalWeakTable<Demand, PointPlan> Plans = [];

    private PointPlan(Demand demand)
    {
        Demand = demand;
        (HighestEvent, HighestTimeNs) = FindHighest(demand);
    }

    /// <summary>What the trace asks for.</summary>
    public Demand Demand { get; }

    /// <summary>The event until which the state held that is the highest sample of an adaptive rule.</summary>
    internal int HighestEvent { get; }

    /// <summary>When that sample is taken.</summary>
    internal long HighestTimeNs { get; }

    /// <summary>The plan for a demand; the same one each time.</summary>
    public static PointPlan For(Demand demand) => Plans.GetValue(demand, each => new PointPlan(each));

    /// <summary>Takes samples as a run does, of the requested bytes alone.</summary>
    private static (int Event, long TimeNs) FindHighest(Demand demand)
    {
        SampleSchedule schedule = new(SampleRule.Adaptive);
        List<(int Event, long TimeNs, ulong Bytes)> samples = [];
        ReadOnlySpan<long> times = demand.TimesNs(0, demand.OperationCount);
        ReadOnlySpan<ulong> requested = demand.RequestedBytes(0, demand.OperationCount + 1);
        for (int i = 0; i < demand.OperationCount; i++)
        {
            if (!schedule.IsDue(i, times[i], times[i + 1]))
            {
                continue;
            }

            foreach (long instantNs in schedule.Take(i, times[i], times[i + 1]))
            {
                samples.Add((i, instantNs, requested[i]));
            }

            schedule.Thin(samples, sample => (sample.Event, sample.TimeNs));
        }

        samples.Add((demand.OperationCount, demand.TimeNs(demand.OperationCount), requested[^1]));
        (int highest, long timeNs, _) = samples.MaxBy(sample => sample.Bytes);
        return (highest, timeNs);
    }
}
