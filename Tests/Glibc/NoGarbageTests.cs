using AllocSim.Allocator.Glibc;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Tests.Glibc;

[TestFixture]
internal sealed class NoGarbageTests
{
    private const int Slots = 2_000;
    private const int Churned = 100_000;
    private const int Passes = 12;

    // Objects of two threads: caches, fast bins, bins, the top of both arenas growing and shrinking. Mappings of their own would come and go at new addresses.
    [TestCase("glibc.malloc.mmap_max=0")]
    [TestCase("glibc.malloc.tcache_count=0:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=65536")]
    public void AnOperation_AllocatesNothing_AfterWarmUp(string conf)
    {
        var machine = new SimMachine(new MachineOptions());
        var engine = new ReplayEngine<GlibcAllocator, NoProbe>(machine, GlibcRun.Open(machine, conf), default);
        Operation[] operations = Churn();
        long least = long.MaxValue;
        for (int pass = 0; pass < Passes; pass++)
        {
            // Only where the heap itself grows, which ends after some passes, memory is taken for what lies in it.
            long before = GC.GetAllocatedBytesForCurrentThread();
            engine.Run(operations);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.That(least, Is.Zero);
    }

    // Ends as it began, with nothing, so that it can be run again.
    private static Operation[] Churn()
    {
        var draws = new SeededDraws(5);
        bool[] isLive = new bool[Slots];
        List<Operation> operations = [];
        for (int i = 0; i < Churned; i++)
        {
            int slot = draws.Below(Slots);
            ulong size = draws.Chance(20_000) ? draws.Spread(14, 17) : draws.Spread(3, 13);
            operations.Add(new Operation { Thread = draws.Below(2), Object = slot, Size = size, Kind = isLive[slot] ? OperationKind.Free : OperationKind.Malloc });
            isLive[slot] = !isLive[slot];
        }

        for (int slot = 0; slot < Slots; slot++)
        {
            operations.Add(new Operation { Object = slot, Kind = OperationKind.Free });
        }

        return [.. operations];
    }
}
