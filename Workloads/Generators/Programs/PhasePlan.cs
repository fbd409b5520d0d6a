using AllocSim.Workloads.Generators.Distributions;

namespace AllocSim.Workloads.Generators.Programs;

/// <summary>The phases of a synthetic workload, which follow each other again and again.</summary>
internal sealed class PhasePlan
{
    private readonly Phase[] _phases;
    private readonly long _cycleNs;

    private PhasePlan(Phase[] phases)
    {
        _phases = phases;
        _cycleNs = phases.Sum(p => p.DurationNs);
    }

    /// <summary>Reads "phases", a list of {duration, idle, size_factor, lifetime_factor, pause}. A ramp is a list of phases with growing factors.</summary>
    public static PhasePlan Read(ModelNode p)
    {
        ModelNode? list = p.Find("phases");
        if (list is null)
        {
            return new PhasePlan([new Phase(long.MaxValue, IsIdle: false, 1, 1, null)]);
        }

        Phase[] phases = [.. list.Items().Select(ReadOne)];
        return phases.Length > 0 && phases.Any(f => !f.IsIdle) ? new PhasePlan(phases) : throw list.Wrong("a list of phases is needed, one of them not idle");
    }

    /// <summary>The phase at a time.</summary>
    public Phase At(long timeNs) => Locate(timeNs).Phase;

    /// <summary>When the phase after the one at this time begins.</summary>
    public long NextChange(long timeNs) => Locate(timeNs).EndNs;

    private static Phase ReadOne(ModelNode node) => new(
        (long)node.Get("duration").Number(1, 1e15),
        node.Flag("idle", false),
        node.Number("size_factor", 1, 0, 1e9),
        node.Number("lifetime_factor", 1, 0, 1e9),
        node.Find("pause") is { } pause ? DistributionReader.Read(pause) : null);

    private (Phase Phase, long EndNs) Locate(long timeNs)
    {
        if (_phases.Length == 1 && _phases[0].DurationNs == long.MaxValue)
        {
            return (_phases[0], long.MaxValue);
        }

        long start = timeNs - timeNs % _cycleNs;
        foreach (Phase phase in _phases)
        {
            if (timeNs < start + phase.DurationNs)
            {
                return (phase, start + phase.DurationNs);
            }

            start += phase.DurationNs;
        }

        return (_phases[^1], start);
    }
}
