using AllocSim.Allocator.Classic;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Tests.Classic;

[TestFixture]
internal sealed class ClassicNoGarbageTests
{
    private const int SlotsWarm = 8_000;
    private const int Slots = 2_000;
    private const int WarmUp = 800_000;
    private const int Measured = 200_000;
    private const int Part = 20_000;

    // The warm-up has more objects, so that it needs all that is needed later. Small, large and huge objects of two threads, caches filled, collected and flushed, runs and chunks made and given back, pages purged.
    [TestCase("lg_dirty_mult:3")]
    [TestCase("isthreaded:always,lg_tcache_gc_sweep:9,lg_dirty_mult:4")]
    [TestCase("lg_chunk:18,narenas:1")]
    public void AnOperation_AllocatesNothing_AfterWarmUp(string conf)
    {
        SimMachine machine = new();
        ReplayEngine<ClassicAllocator, NoProbe> engine = new(machine, new ClassicAllocator(new ClassicHeap(machine, ClassicRun.Options(conf))), default);
        Operation[] operations = Churn(WarmUp + Measured);
        engine.Run(operations.AsSpan(0, WarmUp));
        long least = long.MaxValue;
        for (int at = WarmUp; at < operations.Length; at += Part)
        {
            // Only where the heap itself reaches further than ever before, memory is taken for what lies there.
            long before = GC.GetAllocatedBytesForCurrentThread();
            engine.Run(operations.AsSpan(at, Part));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.That(least, Is.Zero);
    }

    private static Operation[] Churn(int count)
    {
        SeededDraws draws = new(5);
        bool[] isLive = new bool[SlotsWarm];
        Operation[] operations = new Operation[count];
        for (int i = 0; i < count; i++)
        {
            int slot = draws.Below(i < WarmUp ? SlotsWarm : Slots);
            operations[i] = new Operation
            {
                TimeNs = i * 2_000L,
                Thread = draws.Below(2),
                Object = slot,
                Size = draws.Chance(20_000) ? draws.Spread(14, 20) : draws.Chance(300) ? draws.Spread(22, 24) : draws.Spread(3, 13),
                Kind = isLive[slot] ? OperationKind.Free : OperationKind.Malloc,
            };
            isLive[slot] = !isLive[slot];
        }

        return operations;
    }
}
