using AllocSim.Allocator.Tcmalloc;
using AllocSim.Allocator.Tcmalloc.Checks;
using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;

namespace AllocSim.Tests.Tcmalloc;

/// <summary>The check of the books finds nothing in a heap in order, and whatever is changed behind its back.</summary>
[TestFixture]
internal sealed class TcmallocCheckTests
{
    private static readonly Action<AuditedHeap, ulong>[] Damages =
    [
        (heap, address) => heap.Spans[SpanOf(heap, address)].Used++,
        (heap, address) => heap.Spans[SpanOf(heap, address)].Fresh--,
        (heap, address) => heap.Spans[SpanOf(heap, address)].Length++,
        (heap, address) => heap.Spans[SpanOf(heap, address)].SizeClass++,
        (heap, address) => heap.PageHeap.Map.Set(address >> SizeMap.PageShift, 0),
        (heap, address) => heap.PageHeap.Map.SetClass(address >> SizeMap.PageShift, 3),
        (heap, _) => heap.Caches.First!.Size += 8,
        (heap, _) => heap.Caches.First!.MaxSize += 8,
        (heap, address) => heap.Caches.First!.Deallocate(address + 1, heap.Sizes.ClassOf(64)),
        (heap, address) => heap.Spans.Remove(SpanOf(heap, address)),
        (heap, _) => heap.PageHeap.LargeNormal.Remove(heap.PageHeap.LargeNormal.First),
        (heap, address) => heap.Machine.Pages.DontNeed(address & ~4095UL, 4096),
        (heap, _) => heap.Central[heap.Sizes.ClassOf(64)].Transfer.Push(new ulong[heap.Sizes.BatchOf(heap.Sizes.ClassOf(64))]),
    ];

    [TestCase("")]
    [TestCase("TCMALLOC_AGGRESSIVE_DECOMMIT=true,TCMALLOC_TRANSFER_NUM_OBJ=3")]
    [TestCase("TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES=524288,TCMALLOC_RELEASE_RATE=100,TCMALLOC_SKIP_SBRK=1")]
    public void AHeapInUse_IsInOrder(string conf)
    {
        TcmallocHeap heap = TcmallocRun.Heap(new SimMachine(new MachineOptions()), conf);
        heap.Start(0);
        var draws = new SeededDraws(3);
        List<ulong> live = [];
        for (int i = 0; i < 20_000; i++)
        {
            int thread = draws.Below(3);
            if (live.Count > 500 || (live.Count > 0 && draws.Below(5) < 2))
            {
                int at = draws.Below(live.Count);
                heap.Free(thread, live[at]);
                live[at] = live[^1];
                live.RemoveAt(live.Count - 1);
            }
            else
            {
                live.Add(heap.Malloc(thread, draws.Spread(3, 21)));
            }

            if (i % 500 == 0)
            {
                heap.CheckInvariants();
            }
        }

        heap.ThreadExit(1);
        Assert.That(heap.CheckInvariants, Throws.Nothing);
    }

    [Test]
    public void Damage_IsFound([Range(0, 12)] int damage)
    {
        TcmallocHeap heap = TcmallocRun.Heap(new SimMachine(new MachineOptions()), "");
        heap.Start(0);
        heap.Free(0, heap.Malloc(0, 3_000_000));
        ulong address = heap.Malloc(0, 64);
        heap.Free(0, heap.Malloc(0, 64));
        Assert.That(heap.CheckInvariants, Throws.Nothing);
        Damages[damage](heap.Audited, address);
        Assert.That(heap.CheckInvariants, Throws.TypeOf<InvariantException>());
    }

    private static int SpanOf(AuditedHeap heap, ulong address) => heap.PageHeap.Map.SpanOf(address >> SizeMap.PageShift);
}
