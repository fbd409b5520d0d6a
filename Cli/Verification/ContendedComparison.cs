using AllocSim.Cli.Harness;
using AllocSim.Reports.Validation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Verification;

/// <summary>Runs workloads through the real library and in simulated time, flat out on threads of their own, and puts both side by side.</summary>
/// <param name="machine">Runs traces for real.</param>
/// <param name="library">The real library.</param>
/// <param name="policy">The simulated one.</param>
/// <param name="costs">Costs of the simulation.</param>
/// <param name="cpus">CPUs of both.</param>
/// <param name="runs">Real runs of which medians are taken.</param>
internal sealed class ContendedComparison(RealMachine machine, string library, Policy policy, CostTable costs, int cpus, int runs)
{
    /// <summary>Compares one workload under each option set.</summary>
    public IReadOnlyList<VerifyRow> Compare(InMemoryTrace trace, IReadOnlyList<string> optionSets)
    {
        string operations = machine.Prepare(trace);
        List<ContendedFigures>[] real = [.. optionSets.Select(_ => new List<ContendedFigures>())];
        IReadOnlyList<ulong>[] blocks = new IReadOnlyList<ulong>[optionSets.Count];

        // Option set by option set within a run, so that a slow minute of the machine falls on all of them.
        for (int run = 0; run < runs; run++)
        {
            for (int set = 0; set < optionSets.Count; set++)
            {
                HarnessRun done = machine.Run(operations, library, optionSets[set], TouchMode.First);
                blocks[set] = done.ThreadBlocks;
                real[set].Add(ContendedFigures.Of(done.Mutexes, policy, trace.OperationCount, done.ElapsedNs));
            }
        }

        return VerifyRow.From(trace.Name, FlatOut.ThreadsOf(trace).Length, policy.Library is { CountsLocks: true }, [.. optionSets.Select((conf, set) => (conf, (IReadOnlyCollection<ContendedFigures>)real[set], Simulate(trace, conf, blocks[set])))]);
    }

    // With the thread-local blocks of the real runs, which are the same in each with an option set: what a thread does by chance is drawn by a generator that is seeded with their addresses.
    private ContendedFigures Simulate(InMemoryTrace trace, string conf, IReadOnlyList<ulong> blocks) => FlatOut.Figures(policy, trace, conf, machine.Scheduled(costs), cpus, blocks);
}
