using System.Globalization;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Simulator.Machine;

namespace AllocSim.Tests.Jemalloc.Stats;

[TestFixture]
internal sealed class StatsIntervalTests
{
    private const ulong MiB = 1 << 20;

    [TestCase(4_194_304, 10, 2)]
    [TestCase(1_048_576, 10, 10)]
    [TestCase(0, 3, 3)]
    [TestCase(-1, 10, 0)]
    public void StatisticsArePrinted_EachTimeSoManyBytesWereAllocated(long interval, int objects, int prints)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture);
        var heap = new JemallocHeap(new SimMachine(new MachineOptions()), MallocConf.Parse($"tcache:false,stats_interval:{interval}").Options) { StatsOutput = () => output };
        for (int i = 0; i < objects; i++)
        {
            heap.Malloc(0, MiB);
        }

        Assert.That(output.ToString().Split("___ Begin jemalloc statistics ___").Length - 1, Is.EqualTo(prints));
    }
}
