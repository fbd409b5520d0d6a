using AllocSim.Allocator.Jemalloc.Ctl;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Jemalloc.Ctl;

[TestFixture]
public class CtlTests
{
    private const CtlMode WriteU32 = CtlMode.U32 | CtlMode.Write;
    private const CtlMode WriteU64 = CtlMode.U64 | CtlMode.Write;
    private const CtlMode WriteBool = CtlMode.Bool | CtlMode.Write;

    private JemallocHeap _heap = null!;

    [SetUp]
    public void MakeHeap() => _heap = new JemallocHeap(new SimMachine(), MallocConf.Parse("narenas:2").Options);

    [TestCase("arenas.narenas", CtlMode.U32, 3ul)]
    [TestCase("arenas.nbins", CtlMode.U32, 36ul)]
    [TestCase("arenas.nhbins", CtlMode.U32, 41ul)]
    [TestCase("arenas.quantum", CtlMode.U64, 16ul)]
    [TestCase("arenas.bin.3.size", CtlMode.U64, 48ul)]
    [TestCase("arenas.bin.3.nregs", CtlMode.U32, 256ul)]
    [TestCase("arenas.lextent.0.size", CtlMode.U64, 16384ul)]
    [TestCase("opt.narenas", CtlMode.U32, 2ul)]
    [TestCase("opt.dirty_decay_ms", CtlMode.U64, 10000ul)]
    [TestCase("opt.mutex_max_spin", CtlMode.U64, 600ul)]
    [TestCase("opt.hpa_dirty_mult", CtlMode.U32, 16384ul)]
    [TestCase("opt.max_background_threads", CtlMode.U64, 4ul)]
    [TestCase("opt.tcache", CtlMode.Bool, 1ul)]
    [TestCase("config.stats", CtlMode.Bool, 1ul)]
    [TestCase("config.debug", CtlMode.Bool, 0ul)]
    [TestCase("epoch", CtlMode.U64, 1ul)]
    [TestCase("arena.0.initialized", CtlMode.Bool, 1ul)]
    [TestCase("arena.1.initialized", CtlMode.Bool, 0ul)]
    [TestCase("arena.4096.initialized", CtlMode.Bool, 1ul)]
    [TestCase("arena.3.initialized", CtlMode.Bool, 1ul, Description = "one past the last stands for all")]
    [TestCase("arena.08.initialized", CtlMode.Bool, 1ul, Description = "a leading 0 before an 8 ends the number")]
    [TestCase("thread.arena", CtlMode.U32, 0ul)]
    public void AControlReadsAsItsWidth(string name, CtlMode mode, ulong expected) => Assert.That(Call(name, mode), Is.EqualTo((Errno.Ok, expected)));

    [TestCase("nothing", CtlMode.U64)]
    [TestCase("stats", CtlMode.U64)]
    [TestCase("stats..allocated", CtlMode.U64)]
    [TestCase("stats.allocated.more", CtlMode.U64)]
    [TestCase("stats.arenas.1.pactive", CtlMode.U64)]
    [TestCase("stats.arenas.0.bins.37.nmalloc", CtlMode.U64)]
    [TestCase("arena.5.purge", CtlMode.Void)]
    [TestCase("arena.-1.purge", CtlMode.Void)]
    [TestCase("arena.x.purge", CtlMode.Void)]
    [TestCase("opt.utrace", CtlMode.Bool)]
    [TestCase("prof.dump", CtlMode.Void)]
    public void WhatIsNotThereIsENoEnt(string name, CtlMode mode) => Assert.That(Call(name, mode).Error, Is.EqualTo(Errno.ENoEnt));

    [Test]
    public void AnotherWidthGetsWhatFitsAndEInval()
    {
        Assert.That(Call("opt.dirty_decay_ms", CtlMode.U32), Is.EqualTo((Errno.EInval, 10000ul)));
        Assert.That(Call("opt.dirty_decay_ms", CtlMode.Bool), Is.EqualTo((Errno.EInval, 10000ul & 0xff)));
        Assert.That(Call("opt.tcache", CtlMode.U64), Is.EqualTo((Errno.EInval, 1ul)));
        Assert.That(Call("arena.0.dirty_decay_ms", WriteU32, 5).Error, Is.EqualTo(Errno.EInval));
    }

    [TestCase("stats.allocated", WriteU64, Errno.EPerm)]
    [TestCase("version", WriteU64, Errno.EPerm)]
    [TestCase("arena.0.purge", CtlMode.U64, Errno.EPerm)]
    [TestCase("arena.0.reset", CtlMode.Void, Errno.EFault)]
    [TestCase("arena.1.dirty_decay_ms", CtlMode.U64, Errno.EFault)]
    [TestCase("tcache.flush", CtlMode.U32, Errno.EPerm)]
    [TestCase("tcache.create", CtlMode.U64, Errno.EInval)]
    [TestCase("prof.active", CtlMode.Bool | CtlMode.Write, Errno.ENoEnt)]
    public void WrongUseGetsTheLibrarysError(string name, CtlMode mode, int error) => Assert.That(Call(name, mode, 1).Error, Is.EqualTo(error));

    [Test]
    public void DecayTimesAreReadBackAsWritten()
    {
        Assert.That(Call("arena.0.dirty_decay_ms", WriteU64, 250).Error, Is.EqualTo(Errno.Ok));
        Assert.That(Call("arena.0.dirty_decay_ms", CtlMode.U64).Value, Is.EqualTo(250));
        Assert.That(Call("arenas.muzzy_decay_ms", WriteU64, ulong.MaxValue).Error, Is.EqualTo(Errno.Ok));
        Assert.That(Call("arenas.muzzy_decay_ms", CtlMode.U64).Value, Is.EqualTo(ulong.MaxValue));
        Assert.That(Call("arenas.muzzy_decay_ms", WriteU64, unchecked((ulong)-2)).Error, Is.EqualTo(Errno.EFault));
    }

    [Test]
    public void StatisticsStandStillUntilTheEpochMoves()
    {
        Call("epoch", WriteU64, 1);
        var before = Call("stats.arenas.0.small.allocated", CtlMode.U64).Value;
        _heap.Malloc(0, 100);
        Assert.That(Call("stats.arenas.0.small.allocated", CtlMode.U64).Value, Is.EqualTo(before));
        Call("epoch", WriteU64, 1);
        Assert.That(Call("stats.arenas.0.small.allocated", CtlMode.U64).Value, Is.GreaterThan(before));
        Assert.That(Call("epoch", CtlMode.U64).Value, Is.EqualTo(3));
    }

    [Test]
    public void AnArenaIsMadeUsedDestroyedAndItsIndexUsedAgain()
    {
        Assert.That(Call("arenas.create", CtlMode.U32), Is.EqualTo((Errno.Ok, 3ul)));
        Assert.That(Call("thread.arena", WriteU32, 3).Error, Is.EqualTo(Errno.Ok));
        Assert.That(Call("arena.3.destroy", CtlMode.Void).Error, Is.EqualTo(Errno.EFault), "a thread uses it");
        Assert.That(Call("thread.arena", WriteU32, 0).Error, Is.EqualTo(Errno.Ok));
        Assert.That(Call("arena.4097.initialized", CtlMode.Bool).Value, Is.Zero);
        Assert.That(Call("arena.3.destroy", CtlMode.Void).Error, Is.EqualTo(Errno.Ok));
        Assert.That(Call("arena.4097.initialized", CtlMode.Bool).Value, Is.EqualTo(1));
        Assert.That(Call("arena.3.initialized", CtlMode.Bool).Value, Is.Zero);
        Assert.That(Call("arenas.create", CtlMode.U32), Is.EqualTo((Errno.Ok, 3ul)));
        Assert.That(Call("arenas.narenas", CtlMode.U32).Value, Is.EqualTo(4));
    }

    [Test]
    public void WhatIsNotModelledIsRefusedByName()
        => Assert.That(() => Call("arena.0.extent_hooks", CtlMode.U64 | CtlMode.Write, 2), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("extent_hooks"));

    [Test]
    public void BackgroundThreadsAreSwitchedAndLimited()
    {
        Assert.That(Call("background_thread", CtlMode.Bool).Value, Is.Zero);
        Assert.That(Call("background_thread", WriteBool, 1).Error, Is.EqualTo(Errno.Ok));
        Assert.That(Call("background_thread", CtlMode.Bool).Value, Is.EqualTo(1));
        Assert.That(Call("max_background_threads", CtlMode.U64).Value, Is.EqualTo(4));
        Assert.That(Call("max_background_threads", WriteU64, 2).Error, Is.EqualTo(Errno.Ok));
        Assert.That(Call("max_background_threads", WriteU64, 5).Error, Is.EqualTo(Errno.EInval), "more than the option says");
        Assert.That(Call("max_background_threads", WriteU64, 0).Error, Is.EqualTo(Errno.EInval), "the library would divide by zero");
        Assert.That(Call("max_background_threads", CtlMode.U64).Value, Is.EqualTo(2));
        Assert.That(_heap.HasBackgroundThreads, Is.True);
        Assert.That(Call("background_thread", WriteBool, 0).Error, Is.EqualTo(Errno.Ok));
        Assert.That(_heap.HasBackgroundThreads, Is.False);
    }

    private (int Error, ulong Value) Call(string name, CtlMode mode, ulong value = 0)
    {
        var result = (mode & CtlMode.Write) != 0 ? value : 0;
        return (_heap.Ctl(0, name, mode, ref result), result);
    }
}
