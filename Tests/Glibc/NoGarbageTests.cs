using AllocSim.Allocator.Glibc;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Tests.Jemalloc.Differential;

namespace AllocSim.Tests.Glibc;

[TestFixture]
internal sealed class NoGarbageTests
{
    private const int Slots = 2_000;
    private const int WarmUp = 600_000;
    private const int Measured = 200_000;

    // Objects of two threads: caches, fast bins, bins, the top of both arenas growing and shrinking. Mappings of their own would come and go at new addresses.
    [TestCase("glibc.malloc.mmap_max=0")]
    [TestCase("glibc.malloc.tcache_count=0:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=65536")]
    public void AnOperation_AllocatesNothing_AfterWarmUp(string conf)
    {
        var machine = new SimMachine(new MachineOptions());
        var engine = new ReplayEngine<GlibcAllocator, NoProbe>(machine, GlibcRun.Open(machine, conf), default);
        Operation[] operations = Churn(WarmUp + Measured);
        engine.Run(operations.AsSpan(0, WarmUp));
        long before = GC.GetAllocatedBytesForCurrentThread();
        engine.Run(operations.AsSpan(WarmUp));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static Operation[] Churn(int count)
    {
        var draws = new SeededDraws(5);
        bool[] isLive = new bool[Slots];
        var operations = new Operation[count];
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
