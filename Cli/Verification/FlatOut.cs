using AllocSim.Cli.Contended;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Contention;
using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Verification;

/// <summary>The simulated counterpart of a run of the harness.</summary>
internal static class FlatOut
{
    /// <summary>Runs a trace in simulated time, flat out on threads of its own, as the harness does in reality.</summary>
    public static ContentionReport Simulate(Policy policy, InMemoryTrace trace, string conf, TouchMode touch, CostTable costs, int cpus)
    {
        RunRequest request = new()
        {
            TracePath = trace.Name,
            Decoded = trace,
            Policy = policy,
            Touch = touch,
            Machine = new MachineOptions { CpuCount = cpus },
            Contended = new ContendedOptions { Settings = new ContentionSettings { CpuCount = cpus, Costs = costs }, IsFlatOut = true, OwnsThreads = true },
        };
        return ContendedRunner.Run(request, conf, cpus);
    }
}
