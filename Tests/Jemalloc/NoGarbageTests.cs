using AllocSim.Allocator.Jemalloc;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Tests.Jemalloc;

[TestFixture]
internal sealed class NoGarbageTests
{
    private const int Slots = 2_000;
    private const int WarmUp = 300_000;
    private const int Measured = 200_000;

    // Small and large objects of two threads, caches filled and flushed, slabs and extents made and given back, pages purged.
    [TestCase("dirty_decay_ms:100,muzzy_decay_ms:100")]
    [TestCase("tcache:false,dirty_decay_ms:0")]
    [TestCase("percpu_arena:percpu,bin_shards:1-512:4")]
    [TestCase("prof:true,lg_prof_sample:10")]
    public void AnOperation_AllocatesNothing_AfterWarmUp(string conf)
    {
        var machine = new SimMachine(new MachineOptions());
        var heap = new JemallocHeap(machine, MallocConf.Parse(conf).Options);
        var engine = new ReplayEngine<JemallocAllocator, NoProbe>(machine, new JemallocAllocator(heap), default);
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
