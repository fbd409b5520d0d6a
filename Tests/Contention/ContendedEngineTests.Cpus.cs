using AllocSim.Simulator.Costs;
using static AllocSim.Tests.Replay.ListTrace;

namespace AllocSim.Tests.Contention;

internal sealed partial class ContendedEngineTests
{
    [TestCase(2_000, 4_000)] // The waiting thread keeps its CPU; the third gets the maker's, at 1000.
    [TestCase(100, 1_301)] // It gives its CPU up at 201.
    public void AThreadThatWaitsForAnObject_KeepsItsCpuForTwoContextSwitches(long switchNs, long simulatedNs)
    {
        CostTable costs = CostTable.Zero.With(CostKind.Malloc, 1_000).With(CostKind.Free, 10).With(CostKind.ContextSwitch, switchNs);
        Outcome run = Contended([Malloc(0, 64, thread: 0, time: 0), Free(0, thread: 1, time: 1), Malloc(1, 64, thread: 2, time: 2)], "", costs);
        Assert.That(run.SimulatedNs, Is.EqualTo(simulatedNs));
    }

    [TestCase(false, 1_000)]
    [TestCase(true, 2_000)]
    public void PinnedThreads_ShareACpuThoughAnotherIsIdle(bool pinned, long simulatedNs)
    {
        CostTable costs = CostTable.Zero.With(CostKind.Malloc, 1_000);
        Assert.That(Contended([Malloc(0, 64, thread: 0), Malloc(1, 64, thread: 2)], "", costs, pinned: pinned).SimulatedNs, Is.EqualTo(simulatedNs));
    }

    [Test]
    public void PinnedThreads_OfEqualWork_EndLikeTheirCpus([Values(1, 2, 3)] int cpus)
    {
        // Six threads, one call each: the fullest CPU decides.
        CostTable costs = CostTable.Zero.With(CostKind.Malloc, 1_000);
        Outcome run = Contended([.. Enumerable.Range(0, 6).Select(i => Malloc(i, 64, thread: i))], "", costs, cpus: cpus, pinned: true);
        Assert.That(run.SimulatedNs, Is.EqualTo(6_000 / cpus));
    }
}
