using AllocSim.Allocator.Mimalloc;
using AllocSim.Allocator.Mimalloc.Options;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Tests.Mimalloc;

[TestFixture]
internal sealed class NoGarbageTests
{
    private const int Slots = 2_000;
    private const int WarmUp = 300_000;
    private const int Measured = 200_000;

    // Objects of all kinds of two threads, which free each other's: pages and segments come and go, delayed frees too.
    [TestCase("")]
    [TestCase("MIMALLOC_DECOMMIT_DELAY=0,MIMALLOC_SEGMENT_DECOMMIT_DELAY=0")]
    [TestCase("MIMALLOC_PAGE_RESET=1,MIMALLOC_EAGER_COMMIT=0")]
    public void AnOperation_AllocatesNothing_AfterWarmUp(string conf)
    {
        SimMachine machine = new();
        MimallocHeap heap = new(machine, MimallocConf.Parse(conf));
        ReplayEngine<MimallocAllocator, NoProbe> engine = new(machine, new MimallocAllocator(heap), default);
        Operation[] operations = Churn(WarmUp + Measured);
        engine.Run(operations.AsSpan(0, WarmUp));
        long before = GC.GetAllocatedBytesForCurrentThread();
        engine.Run(operations.AsSpan(WarmUp));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static Operation[] Churn(int count)
    {
        SeededDraws draws = new(5);
        bool[] isLive = new bool[Slots];
        Operation[] operations = new Operation[count];
        for (int i = 0; i < count; i++)
        {
            int slot = draws.Below(Slots);
            operations[i] = new Operation
            {
                TimeNs = i * 2_000L,
                Thread = draws.Below(2),
                Object = slot,
                Size = draws.Chance(20_000) ? draws.Spread(14, 20) : draws.Spread(3, 13),
                Kind = isLive[slot] ? OperationKind.Free : OperationKind.Malloc,
            };
            isLive[slot] = !isLive[slot];
        }

        return operations;
    }
}
