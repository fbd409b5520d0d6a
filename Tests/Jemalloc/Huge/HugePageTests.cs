using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Jemalloc.Huge;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HugePageTests
{
    private const ulong HugePage = 2 << 20;

    private readonly SimMachine _machine = new(new MachineOptions());

    [Test]
    public void Slabs_LieInPageSlabs_AndSoDoLargeObjectsUpToTheLimit()
    {
        JemallocHeap heap = Heap("hpa:true,tcache:false,narenas:1");
        ulong[] addresses = [heap.Malloc(0, 100), heap.Malloc(0, 40_000), heap.Malloc(0, 5_000)];
        Assert.That(addresses.Select(address => address / HugePage).Distinct().Count(), Is.EqualTo(1));
        Assert.That(heap.Malloc(0, 200_000) / HugePage, Is.Not.EqualTo(addresses[0] / HugePage));
    }

    [Test]
    public void APageSlab_IsMadeHugeWhenItHasBeenFullEnoughForTheDelay()
    {
        JemallocHeap heap = Heap("hpa:true,tcache:false,narenas:1,hpa_hugify_delay_ms:100");
        for (int i = 0; i < 40; i++)
        {
            heap.Malloc(0, 57_000);
        }

        long before = _machine.Calls.Madvise;
        _machine.NowNs += 101_000_000;
        heap.Malloc(0, 57_000);
        Assert.That(_machine.Calls.Madvise - before, Is.EqualTo(1));
    }

    // The library hangs: a page slab is to become huge, for which too many of its pages are without memory, and there is nothing to purge.
    [Test]
    public void WhereTheLibraryWouldLoopForEver_TheRunEndsWithALineThatSaysSo()
    {
        JemallocHeap heap = Heap("hpa:true,tcache:false,narenas:1,hpa_dirty_mult:0.01,hpa_hugification_threshold:1000000");
        Assert.That(() => Enumerable.Range(0, 40).Select(_ => heap.Malloc(0, 57_000)).ToList(), Throws.TypeOf<TraceFormatException>().With.Message.Contains("hpa_dirty_mult"));
    }

    private JemallocHeap Heap(string conf) => new(_machine, MallocConf.Parse(conf).Options);
}
