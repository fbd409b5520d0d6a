using AllocSim.Cli.Runs;
using AllocSim.Reports.Contention;
using AllocSim.Reports.Validation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Verification;

/// <summary>The simulated counterpart of a run of the harness.</summary>
internal static class FlatOut
{
    /// <summary>Runs a trace in simulated time, flat out on threads of its own, as the harness does in reality.</summary>
    /// <param name="policy">The allocator.</param>
    /// <param name="trace">The trace.</param>
    /// <param name="conf">The allocator's options.</param>
    /// <param name="touch">Which pages of new objects are written.</param>
    /// <param name="costs">What things cost.</param>
    /// <param name="cpus">CPUs.</param>
    /// <param name="blocks">Thread-local blocks of a real run, as <see cref="Harness.HarnessRun"/> has them; null for the fixed layout.</param>
    public static ContentionReport Simulate(Policy policy, InMemoryTrace trace, string conf, TouchMode touch, CostTable costs, int cpus, IReadOnlyList<ulong>? blocks = null)
    {
        RunRequest request = new()
        {
            TracePath = trace.Name,
            Decoded = trace,
            Policy = policy,
            Touch = touch,
            Machine = new MachineOptions { CpuCount = cpus, ThreadBlocks = blocks is { Count: > 0 } ? ByThread(trace, blocks) : null },
            Contended = new ContendedOptions { Settings = new ContentionSettings { CpuCount = cpus, IsPinned = true, Costs = costs }, IsFlatOut = true, OwnsThreads = true },
        };
        return ContendedRunner.Run(request, conf, cpus);
    }

    /// <summary>What is compared of such a run.</summary>
    /// <param name="policy">The allocator.</param>
    /// <param name="trace">The trace; of a new object the first byte is written.</param>
    /// <param name="conf">The allocator's options.</param>
    /// <param name="costs">What things cost.</param>
    /// <param name="cpus">CPUs.</param>
    /// <param name="blocks">Thread-local blocks of a real run; null for the fixed layout.</param>
    public static ContendedFigures Figures(Policy policy, InMemoryTrace trace, string conf, CostTable costs, int cpus, IReadOnlyList<ulong>? blocks = null)
    {
        ContentionReport report = Simulate(policy, trace, conf, TouchMode.First, costs, cpus, blocks);
        return ContendedFigures.Of(report.Mutexes, policy, trace.OperationCount, report.SimulatedNs);
    }

    /// <summary>The numbers of a trace's threads, ascending.</summary>
    public static int[] ThreadsOf(InMemoryTrace trace)
        => [.. trace.Batches.SelectMany(batch => batch.Operations.Take(batch.Count)).Select(operation => operation.Thread).Distinct().Order()];

    private static Dictionary<int, ulong> ByThread(InMemoryTrace trace, IReadOnlyList<ulong> blocks)
        => ThreadsOf(trace).Append(ContendedOptions.OwnMainThread).Zip(blocks).ToDictionary();
}
