using AllocSim.Allocator.Tcmalloc;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Tests.Tcmalloc;

[TestFixture]
internal sealed class TcmallocNoGarbageTests
{
    private const int Slots = 999;
    private const int RoundOperations = 200_000;
    private const int WarmUpRounds = 40;

    // Small and large objects of three threads that free their own, the same each round, so that nothing grows for ever; caches filled and cleaned up, spans made, merged, given back.
    [TestCase("")]
    [TestCase("TCMALLOC_AGGRESSIVE_DECOMMIT=true")]
    [TestCase("TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES=524288,TCMALLOC_RELEASE_RATE=100")]
    public void AnOperation_AllocatesNothing_AfterWarmUp(string conf)
    {
        var machine = new SimMachine(new MachineOptions());
        var engine = new ReplayEngine<TcmallocAllocator, NoProbe>(machine, new TcmallocAllocator(TcmallocRun.Heap(machine, conf)), default);
        Operation[] round = Round();
        for (int i = 0; i < WarmUpRounds; i++)
        {
            engine.Run(round);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        engine.Run(round);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static Operation[] Round()
    {
        var draws = new SeededDraws(5);
        bool[] isLive = new bool[Slots];
        List<Operation> operations = [];
        while (operations.Count < RoundOperations)
        {
            int slot = draws.Below(Slots);
            ulong size = draws.Chance(20_000) ? draws.Spread(14, 22) : draws.Spread(3, 13);
            operations.Add(Make(slot, isLive[slot] ? OperationKind.Free : OperationKind.Malloc, size));
            isLive[slot] = !isLive[slot];
        }

        operations.AddRange(Enumerable.Range(0, Slots).Where(slot => isLive[slot]).Select(slot => Make(slot, OperationKind.Free, 0)));
        return [.. operations];
    }

    private static Operation Make(int slot, OperationKind kind, ulong size) => new() { Thread = slot % 3, Object = slot, Size = size, Kind = kind };
}
