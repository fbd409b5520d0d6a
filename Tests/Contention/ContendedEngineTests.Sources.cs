using AllocSim.Cli.Policies;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Contention.Results;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Tests.Replay;
using AllocSim.Workloads.Sources;
using NUnit.Framework;
using static AllocSim.Tests.Replay.ListTrace;

namespace AllocSim.Tests.Contention;

/// <content>Where the operations come from.</content>
internal sealed partial class ContendedEngineTests
{
    [TestCase(5)]
    [TestCase(200_000)]
    public void ATraceInMemory_IsReadWhereItIsAndStaysAsItIs(int gap)
    {
        // The longer gaps are slept through: threads then know when to go on without having read so far.
        Operation[] trace = Random(5, 20_000, gap);
        InMemoryTrace memory = InMemoryTrace.Load(new ListTrace(trace));
        using ITraceSource lending = memory.Open();
        Assert.That(lending, Is.InstanceOf<ILendingTraceSource>());
        Assert.That(Whole(lending), Is.EqualTo(Whole(new ListTrace(trace))));
        Assert.That(memory.Batches.SelectMany(batch => batch.Operations.Take(batch.Count)), Is.EqualTo(trace));
    }

    [Test]
    public void AnObjectOf4GiBAndMore_IsCountedWithItsSize()
    {
        const ulong Large = uint.MaxValue;
        ulong[] sizes = [Large - 1, Large, Large + 1, 5UL << 30];
        Operation[] trace = [.. sizes.SelectMany((size, i) => (Operation[])[Malloc(i, size), Free(i)])];
        string[] frees = [.. Contended(trace, "").Latencies.Split('\n').Where(line => line.StartsWith("[(Free", StringComparison.Ordinal) || line.StartsWith("(Free", StringComparison.Ordinal))];
        Assert.That(frees.Select(line => line.Split(')')[0].Split(' ')[^1]), Is.EqualTo(new[] { $"{1UL << 32}", $"{1UL << 33}" }));
    }

    private static string Whole(ITraceSource source)
    {
        Policy policy = PolicyRegistry.Standard.Default;
        ContentionSettings settings = new() { CpuCount = 2, Costs = CostDefaults.For(policy) };
        SimMachine machine = new(new MachineOptions { CpuCount = 2 });
        ReplaySession session = SessionOpener.Open(policy, machine, "", new ReplayOptions { Contended = new ContendedOptions { Settings = settings } });
        session.Run(source);
        IContendedRun run = session.Contended!;
        return $"{run.SimulatedNs} {run.Kernel.EventCount} {string.Join(' ', run.ThreadSummaries.Select(thread => (thread.Operations, thread.InOperationsNs, thread.ObjectWaitNs)))} {Describe(machine)} "
            + string.Join('\n', run.Latencies.Cells.Select(cell => $"{cell.Key} {string.Join(' ', cell.Value.Buckets())}"));
    }
}
