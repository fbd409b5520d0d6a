using System.Text;
using AllocSim.Allocator.Mimalloc;
using AllocSim.Allocator.Mimalloc.Options;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads.Files;

namespace AllocSim.Tests.Mimalloc.Checks;

[TestFixture]
internal sealed class BooksTests
{
    private const int Operations = 4_000;
    private const int CheckedEvery = 50;

    [TestCase(100UL, "")]
    [TestCase(101UL, "MIMALLOC_DECOMMIT_DELAY=0,MIMALLOC_SEGMENT_DECOMMIT_DELAY=0")]
    [TestCase(102UL, "MIMALLOC_PAGE_RESET=1,MIMALLOC_EAGER_COMMIT=0")]
    [TestCase(103UL, "MIMALLOC_RESERVE_OS_MEMORY=300M,MIMALLOC_DECOMMIT_DELAY=1")]
    [TestCase(104UL, "MIMALLOC_LARGE_OS_PAGES=1")]
    [TestCase(105UL, "MIMALLOC_EAGER_COMMIT=0,MIMALLOC_ABANDONED_PAGE_DECOMMIT=1")]
    [TestCase(106UL, "MIMALLOC_ALLOW_DECOMMIT=0")]
    public void Books_Balance_AllAlongARandomTrace(ulong seed, string conf)
    {
        SimMachine machine = new(new MachineOptions());
        MimallocAllocator allocator = new(new MimallocHeap(machine, MimallocConf.Parse(conf)));
        ObjectTable objects = new();
        LiveObjectCheck check = new(machine, allocator, objects, PolicyTraits.Usual, CheckedEvery);
        byte[] trace = Encoding.ASCII.GetBytes(string.Join('\n', MimallocTrials.Draw(seed, Operations)) + "\n");
        new ReplayEngine<MimallocAllocator, ProbeList>(machine, allocator, new ProbeList([check]), null, objects).Run(TraceFile.Open(new MemoryStream(trace), "random", new()));
        Assert.That(check.CheckBooks, Throws.Nothing);
    }

    [Test]
    public void ABlockThatIsFreedTwice_ContradictsTheBooks()
    {
        MimallocHeap heap = new(new SimMachine(), new MimallocOptions());
        heap.Start(0);
        ulong first = heap.Malloc(0, 100);
        ulong second = heap.Malloc(0, 100);
        heap.Free(0, first);
        Assert.That(heap.CheckInvariants, Throws.Nothing);
        heap.Free(0, first);
        Assert.That(heap.CheckInvariants, Throws.InstanceOf<InvariantException>().Or.Message.Contains("list"));
        Assert.That(second, Is.Not.Zero);
    }

    [Test]
    public void MemoryThatGoesAwayUnderTheHeap_ContradictsTheBooks()
    {
        SimMachine machine = new();
        MimallocHeap heap = new(machine, new MimallocOptions());
        heap.Start(0);
        ulong address = heap.Malloc(0, 100);
        machine.Madvise(address & ~0xfffUL, 4096, 4);
        Assert.That(heap.CheckInvariants, Throws.InstanceOf<InvariantException>().With.Message.Contains("dropped"));
    }

    [TestCase(256UL, 256UL, 128UL)]
    [TestCase(1024UL, 1024UL, 128UL)]
    [TestCase(64UL, 512UL, 64UL)]
    [TestCase(256UL, 257UL, 256UL)]
    [TestCase(4096UL, 1024UL, 4096UL)]
    public void Memalign_OfAPowerOfTwo_LiesWhereTheLibraryPutsIt(ulong alignment, ulong size, ulong kept)
    {
        MimallocHeap heap = new(new SimMachine(), new MimallocOptions());
        heap.Start(0);
        Assert.That(new MimallocAllocator(heap).AlignmentKept(alignment, size), Is.EqualTo(kept));
        Assert.That(heap.Memalign(0, alignment, size) % kept, Is.Zero);
    }
}
