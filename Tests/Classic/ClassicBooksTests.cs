using AllocSim.Allocator.Classic;
using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;

namespace AllocSim.Tests.Classic;

/// <summary>The check of the books finds nothing in any run, and every field that is changed.</summary>
[TestFixture]
internal sealed class ClassicBooksTests
{
    private static readonly string[] Confs =
    [
        "", "lg_chunk:16,lg_dirty_mult:2", "isthreaded:always,lg_tcache_gc_sweep:5", "isthreaded:second,narenas:3,lg_dirty_mult:0", "lg_chunk:13", "junk:true,lg_qspace_max:4,lg_cspace_max:6", "narenas:1,lg_dirty_mult:-1",
    ];

    [Test]
    public void TheBooks_BalanceOnRandomTraces([Range(1, 7)] int seed)
    {
        List<string> lines = ClassicTrace.Draw((ulong)seed, 2_500, 1 + (seed % 4), 22);
        Assert.That(() => ClassicRun.Check(lines, Confs[seed % Confs.Length], 60), Throws.Nothing);
    }

    [Test]
    public void TheBooks_BalanceWhenMemoryRunsOut([Range(1, 4)] int seed, [Values("", "isthreaded:always,lg_chunk:18")] string conf)
    {
        List<string> lines = ClassicTrace.Draw((ulong)seed, 1_500, 3, 20);
        MachineOptions machine = seed % 2 == 0 ? new() { MappedLimitBytes = 24UL << 20 } : new() { FailMmapFrom = 4, FailMmapCount = 3 };
        Assert.That(() => ClassicRun.Check(lines, conf, 60, machine), Throws.Nothing);
    }

    [Test]
    public void TheBooks_BalanceWhereMappingsAreNotAligned([Range(1, 3)] int seed)
    {
        List<string> lines = ClassicTrace.Draw((ulong)seed, 1_500, 2, 23);
        Assert.That(() => ClassicRun.Check(lines, "", 60, new() { MmapTop = 0x7f00_0000_0000 - 0x3000 }), Throws.Nothing);
    }

    [TestCase("map")]
    [TestCase("dirty pages")]
    [TestCase("run")]
    [TestCase("bin")]
    [TestCase("cache")]
    [TestCase("free run")]
    [TestCase("memory")]
    public void AChangedField_IsFound(string field)
    {
        ClassicHeap heap = ClassicRun.Check(ClassicTrace.Draw(5, 3_000, 2, 18), "isthreaded:always,narenas:1", 3_000);
        Tamper(heap, field);
        Assert.That(heap.CheckInvariants, Throws.TypeOf<InvariantException>());
    }

    private static void Tamper(ClassicHeap heap, string field)
    {
        Arena arena = heap.Arenas[0]!;
        Chunk chunk = heap.Parts.Table.All.First();
        Bin bin = arena.Bins.First(b => b.Current.FreeCount > 0);
        int free = Enumerable.Range(heap.Parts.Geometry.MapBias, heap.Parts.Geometry.LargeClasses).Last(p => (chunk.Map[p] & Chunk.Allocated) == 0);
        int first = free + 1 - (int)(chunk.Map[free] >> Chunk.PagesShift);
        switch (field)
        {
            case "map":
                chunk.Map[free] ^= 1U << Chunk.PagesShift;
                break;
            case "dirty pages":
                chunk.DirtyPages++;
                break;
            case "run":
                bin.Current.FreeCount--;
                break;
            case "bin":
                bin.Counts.Mallocs++;
                break;
            case "cache":
                heap.Threads[0].Cache!.Bins[1].Objects[0] = heap.Threads[0].Cache!.Bins[2].Objects[0];
                heap.Threads[0].Cache!.Bins[1].Count = Math.Max(1, heap.Threads[0].Cache!.Bins[1].Count);
                break;
            case "free run":
                chunk.FreeSlot[first] += 1;
                break;
            default:
                chunk.Map[first] &= ~Chunk.Dirty;
                chunk.Map[free] &= ~Chunk.Dirty;
                heap.Parts.Machine.Touch(chunk.Address + ((ulong)first << 12), 1);
                break;
        }
    }
}
