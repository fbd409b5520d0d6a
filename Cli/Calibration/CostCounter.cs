using AllocSim.Cli.Verification;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Calibration;

/// <summary>How much of each kind of cost stands on the way from a trace's first operation to its last one's end, by the simulator's own account.</summary>
/// <remarks>
/// The simulated time of a run in which nobody contends is a sum of counts times costs. So a count is what the time grows by when the cost grows by a nanosecond, whichever part of
/// the simulator charges it; with several threads it counts what lies on the longest path.
/// </remarks>
internal sealed class CostCounter(Policy policy, CostTable table)
{
    /// <summary>CPUs of the simulated machine, as many as micro-traces have threads at most.</summary>
    public const int Cpus = 2;

    /// <summary>Counts for some kinds.</summary>
    public double[] Count(InMemoryTrace trace, string conf, TouchMode touch, IReadOnlyList<CostKind> kinds)
    {
        long before = SimulatedNs(trace, conf, touch, table);
        return [.. kinds.Select(kind => (double)(SimulatedNs(trace, conf, touch, table.With(kind, table[kind] + 1)) - before))];
    }

    /// <summary>What the simulator says that a trace takes flat out on threads of its own, exits included.</summary>
    public long SimulatedNs(InMemoryTrace trace, string conf, TouchMode touch, CostTable costs) => FlatOut.Simulate(policy, trace, conf, touch, costs, Cpus).SimulatedNs;
}
