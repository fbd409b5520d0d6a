using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;

namespace AllocSim.Tests.Jemalloc.Checks;

[TestFixture]
[Parallelizable(ParallelScope.All)]
internal sealed class BooksTests
{
    private static readonly MachineOptions[] Machines =
    [
        new() { PageSize = 16384 },
        new() { PageSize = 65536, CpuCount = 1 },
        new() { OvercommitMemory = 2 },
        new() { HugePages = TransparentHugePages.Always },
        new() { MappedLimitBytes = 24UL << 20 },
        new() { MappedLimitBytes = 24UL << 20, CpuCount = 1, OvercommitMemory = 2 },
        new() { FailMmapFrom = 7, FailMmapCount = 3 },
        new() { FailMmapFrom = 9, FailMmapCount = long.MaxValue, CpuCount = 1 },
    ];

    [Test]
    public void TheBooks_BalanceOnRandomTraces([Range(1, 16)] int seed) =>
        Assert.That(() => CheckedRun.Replay(JemallocTrials.Draw((ulong)seed, 1_500), 75), Throws.Nothing);

    [Test]
    public void TheBooks_BalanceOverHugePages([Range(1, 8)] int seed) =>
        Assert.That(() => CheckedRun.Replay(JemallocTrials.DrawHuge((ulong)seed, 2_000), 75), Throws.Nothing);

    [Test]
    public void TheBooks_BalanceOverHugePagesOnOtherMachinesAndWhenMemoryRunsOut([Range(0, 7)] int machine, [Range(1, 2)] int seed)
    {
        RandomCase random = StandardCase((ulong)(100 * seed), "hpa:true,hpa_hugify_delay_ms:1,hpa_slab_max_alloc:300000");
        Assert.That(() => CheckedRun.Replay(random, 50, new SimMachine(Machines[machine])), Throws.Nothing);
    }

    [Test]
    public void TheBooks_BalanceWithGuardPages([Range(1, 12)] int seed) =>
        Assert.That(() => CheckedRun.Replay(JemallocTrials.DrawGuarded((ulong)seed, 2_000), 75), Throws.Nothing);

    [Test]
    public void TheBooks_BalanceWithGuardPagesOnOtherMachinesAndWhenMemoryRunsOut([Values] bool retain, [Range(0, 7)] int machine, [Range(1, 2)] int seed)
    {
        RandomCase random = StandardCase((ulong)(100 * seed), "san_guard_small:1,san_guard_large:1,dirty_decay_ms:20,muzzy_decay_ms:20" + (retain ? "" : ",retain:false"));
        Assert.That(() => CheckedRun.Replay(random, 50, new SimMachine(Machines[machine])), Throws.Nothing);
    }

    [Test]
    [Category("Slow")]
    public void TheBooks_BalanceOnManyRandomTraces([Range(0, 80, 20)] int first)
    {
        for (int seed = first; seed < first + 20; seed++)
        {
            CheckedRun.Replay(JemallocTrials.Draw(10_000 + (ulong)seed, 3_000), 100);
        }
    }

    [Test]
    public void TheBooks_BalanceOnOtherMachinesAndWhenMemoryRunsOut([Values] bool retain, [Range(0, 7)] int machine, [Range(1, 3)] int seed)
    {
        RandomCase random = StandardCase((ulong)(100 * seed), retain ? "dss:disabled" : "dss:secondary,retain:false,muzzy_decay_ms:100");
        Assert.That(() => CheckedRun.Replay(random, 50, new SimMachine(Machines[machine])), Throws.Nothing);
    }

    [Test]
    public void AChangedFieldIsFound([Values] Tampering tampering)
    {
        JemallocHeap heap = CheckedRun.Replay(JemallocTrials.Draw(3, 1_500, ""), 500);
        string found = tampering.Apply(heap);
        Assert.That(heap.CheckInvariants, Throws.TypeOf<Simulator.Allocation.InvariantException>().With.Message.Contains(found));
    }

    [Test]
    public void AHeapWhereEverythingWasFreed_HasNoPagesInUse()
    {
        var machine = new SimMachine(new MachineOptions());
        var heap = new JemallocHeap(machine, MallocConf.Parse("tcache:false,dirty_decay_ms:0").Options);
        var draws = new SeededDraws(1);
        ulong[] objects = [.. Enumerable.Range(0, 3_000).Select(i => heap.Malloc(i % 3, draws.Spread(3, 18)))];
        foreach (ulong address in objects)
        {
            heap.Free(0, address);
        }

        Simulator.Allocation.HeapTotals totals = default;
        heap.ReadTotals(ref totals);
        Assert.That(heap.CheckInvariants, Throws.Nothing);
        Assert.That((totals.AllocatedBytes, totals.ActiveBytes, totals.Own[0], totals.Own[1]), Is.EqualTo((0UL, 0UL, 0UL, 0UL)));
        Assert.That(machine.Pages.ResidentBytes, Is.LessThan(totals.MetadataBytes + (1UL << 20)));
    }

    // Calls that take null pointers only: memory may run out.
    private static RandomCase StandardCase(ulong seed, string conf)
    {
        RandomCase random = JemallocTrials.Draw(seed, 1_500, conf);
        while (random.Lines.Any(line => line.Contains("allocx", StringComparison.Ordinal) || line.Contains(" ctl ", StringComparison.Ordinal)))
        {
            random = JemallocTrials.Draw(++seed, 1_500, conf);
        }

        return random;
    }
}
