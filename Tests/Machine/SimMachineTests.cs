using System.Text;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Machine;

[TestFixture]
internal sealed class SimMachineTests
{
    [Test]
    public void Log_HasTheOraclesLines()
    {
        MemoryStream text = new();
        SimMachine machine = new() { Log = new SystemCallLog(text), OperationsBegun = 8 };
        ulong address = machine.Mmap(0, 5000, 3);
        machine.Madvise(address, 4096, 4);
        machine.Mprotect(address, 4096, 0);
        machine.Munmap(address, 5000);
        machine.Sbrk(0);
        machine.Sbrk(8192);
        machine.Sbrk(-4096);
        machine.Mmap(0, 1UL << 41, 3);
        machine.Log.Dispose();
        Assert.That(Encoding.ASCII.GetString(text.ToArray()), Is.EqualTo(
            """
            7 mmap 0x7effffffe000 8192 prot=3
            7 madvise 0x7effffffe000 4096 advice=4
            7 mprotect 0x7effffffe000 4096 prot=0
            7 munmap 0x7effffffe000 8192
            7 sbrk 0x600000000000 8192
            7 sbrk 0x600000002000 -4096
            7 mmap 0 2199023255552 prot=3

            """));
    }

    [Test]
    public void Mmap_FailsOnDemand()
    {
        SimMachine machine = new(new MachineOptions { FailMmapFrom = 2, FailMmapCount = 2 });
        ulong[] addresses = [machine.Mmap(0, 1, 3), machine.Mmap(0, 1, 3), machine.Mmap(0, 1, 3), machine.Mmap(0, 1, 3)];
        Assert.That(addresses.Select(a => a != 0), Is.EqualTo(new[] { true, false, false, true }));
        Assert.That(machine.Calls.MmapFailed, Is.EqualTo(2));
    }

    [Test]
    public void Limits_AreTight()
    {
        SimMachine mapped = new(new MachineOptions { MappedLimitBytes = 8192 });
        Assert.That(mapped.Mmap(0, 4096, 3), Is.Not.Zero);
        Assert.That(mapped.Mmap(0, 4097, 3), Is.Zero);
        Assert.That(mapped.Sbrk(4096), Is.Not.EqualTo(ulong.MaxValue));
        Assert.That(mapped.Sbrk(1), Is.EqualTo(ulong.MaxValue));

        SimMachine resident = new(new MachineOptions { ResidentLimitBytes = 8192 });
        ulong address = resident.Mmap(0, 8192, 3);
        resident.Touch(address, 1);
        Assert.That(resident.Mmap(0, 8192, 3), Is.Zero);
        Assert.That(resident.Mmap(0, 4096, 3), Is.Not.Zero);
    }

    [Test]
    public void Sbrk_MapsAndUnmapsWholePages()
    {
        SimMachine machine = new();
        machine.Sbrk(5000);
        machine.Touch(0x6000_0000_0000, 5000);
        Assert.That(machine.Pages.ResidentBytes, Is.EqualTo(8192));
        machine.Sbrk(-5000);
        Assert.That(machine.Pages.MappedBytes, Is.Zero);
    }

    [Test]
    public void ThreadBlocks_FollowTheOrderOfStart_AndServeAgain()
    {
        SimMachine machine = new();
        Assert.Multiple(() =>
        {
            Assert.That(machine.ThreadBlock(5), Is.EqualTo(0x7fff_f7dd_1a60));
            Assert.That(machine.ThreadBlock(0), Is.EqualTo(0x7fff_f75f_ebe0));
            Assert.That(machine.ThreadBlock(4), Is.EqualTo(0x7fff_f75b_dbe0));
            machine.Threads.End(0);
            Assert.That(machine.ThreadBlock(9), Is.EqualTo(0x7fff_f75f_ebe0));
            Assert.That(machine.ThreadBlock(5), Is.EqualTo(0x7fff_f7dd_1a60));
        });
    }

    [Test]
    public void Environment_IsReadAsTheOracleWritesIt()
    {
        const string Text = "library libjemalloc.so.2\nmalloc_conf narenas:1\nncpus 4\nmmap_top 0x7f0000000000\nbrk_base 0x600000000000\nclock_origin_ns 5\nthread 3 tsd 0x7ffff7dd1a60\nthread 1 tsd 0\n";
        MachineEnvironment environment = MachineEnvironment.Read(new StringReader(Text), "e");
        SimMachine machine = new(environment.Machine);
        Assert.Multiple(() =>
        {
            Assert.That(environment.Library, Is.EqualTo("libjemalloc.so.2"));
            Assert.That(environment.MallocConf, Is.EqualTo("narenas:1"));
            Assert.That(machine.CpuCount, Is.EqualTo(4));
            Assert.That(machine.NowNs, Is.EqualTo(5));
            Assert.That(machine.ThreadBlock(3), Is.EqualTo(0x7fff_f7dd_1a60));
            Assert.That(machine.ThreadBlock(1), Is.Zero);
        });
    }

    [TestCase("ncpus 0")]
    [TestCase("ncpus -1")]
    [TestCase("speed 3")]
    [TestCase("thread 1 tsd 12")]
    public void Environment_NamesTheLineThatIsWrong(string line)
        => Assert.That(() => MachineEnvironment.Read(new StringReader("ncpus 2\n" + line), "e.txt"), Throws.TypeOf<TraceFormatException>().With.Message.StartsWith("e.txt:2: "));

    [TestCase("brk_base 0x7effffff0000")]
    [TestCase("mmap_top 0x200000000000")]
    [TestCase("mmap_top 0x1000")]
    [TestCase("mmap_top 0xffff000000000000")]
    public void Environment_WhoseRangesMeet_IsRefused(string line)
        => Assert.That(() => MachineEnvironment.Read(new StringReader(line), "e.txt"), Throws.TypeOf<TraceFormatException>().With.Message.Contains("do not fit together"));
}
