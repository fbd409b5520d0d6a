using AllocSim.Allocator.Jemalloc;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Cli.Policies;
using AllocSim.Reports.Measures.Averages;
using AllocSim.Reports.Measures.Pages;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads.Text;

namespace AllocSim.Tests.Reports;

[TestFixture]
internal sealed class RatioAveragesTests
{
    private static IEnumerable<string> SaySo => PolicyRegistry.Standard.All.Where(policy => policy.Traits.TotalsChangeUnderLocksOnly).Select(policy => policy.Name);

    [Test]
    public void TotalsStandStill_WhereNoMutexIsTaken([Range(1, 12)] int seed)
    {
        RandomCase random = JemallocTrials.Draw((ulong)seed, 2_000);
        AcquisitionCounter changes = new();
        SimMachine machine = new(new MachineOptions { CpuCount = random.Cpus }) { LockRecorder = changes };
        JemallocAllocator allocator = new(new JemallocHeap(machine, MallocConf.Parse(random.Conf).Options));
        TotalsProbe probe = new(allocator, changes);
        using TextTraceReader trace = new(new MemoryStream(random.TraceBytes()), "random");
        new ReplayEngine<JemallocAllocator, ProbeList>(machine, allocator, new ProbeList(probe)).Run(trace);
        Assert.That(probe.Found, Is.Empty);
        Assert.That(probe.Unchanged, Is.GreaterThan(0));
    }

    [Test]
    public void TotalsOfEachPolicyThatSaysSo_StandStillWhereNoMutexIsTaken([ValueSource(nameof(SaySo))] string name, [Range(1, 4)] int seed)
    {
        Policy policy = PolicyRegistry.Standard.Find(name)!;
        RandomCase random = policy.DrawCase((ulong)seed, 2_000)!;
        AcquisitionCounter changes = new();
        SimMachine machine = new(new MachineOptions { CpuCount = random.Cpus }) { LockRecorder = changes };
        TotalsProbe? probe = null;
        ReplaySession session = SessionOpener.Open(policy, machine, random.Conf, new ReplayOptions(), addresses: null, (allocator, _) => [probe = new TotalsProbe(allocator, changes)]);
        using TextTraceReader trace = new(new MemoryStream(random.TraceBytes()), "random");
        session.Run(trace);
        Assert.That(probe!.Found, Is.Empty);
        Assert.That(probe.Unchanged, Is.GreaterThan(0));
    }

    [Test]
    public void Ratios_AreAveragedOverTheTimeInWhichTheyMeanSomething()
    {
        StubTotals allocator = new();
        RatioAverages averages = new(allocator, changes: null);
        TimeAverages time = new(averages);
        time.Advance(0, 0, 4096, 0);
        time.Advance(50, 0, 4096, 0);

        allocator.Totals = new HeapTotals { AllocatedBytes = 128, ActiveBytes = 4096, MappedBytes = 4096, RetainedBytes = 12288 };
        time.Advance(60, 96, 8192, 4096);
        allocator.Totals = new HeapTotals { AllocatedBytes = 64, ActiveBytes = 4096, MappedBytes = 8192 };
        time.Advance(90, 64, 4096, 4096);
        time.Finish();

        Assert.That(averages.Overhead, Is.EqualTo(((10 * ((8192 / 96.0) - 1)) + (30 * 63.0)) / 40).Within(1e-9), "nothing lives in the first 50 ns");
        Assert.That(averages.InternalFragmentation, Is.EqualTo(10 * 0.25 / 40).Within(1e-12));
        Assert.That(averages.ExternalFragmentation, Is.EqualTo(((10 * (1 - (128 / 4096.0))) + (30 * (1 - (64 / 4096.0)))) / 40).Within(1e-12));
        Assert.That(averages.PageFragmentation, Is.EqualTo((50 + (10 * 0.5)) / 90).Within(1e-12));
        Assert.That(averages.VirtualFragmentation, Is.EqualTo(10 * 0.75 / 40).Within(1e-12));
        Assert.That(averages.LivePages, Is.EqualTo(1).Within(1e-12));
        Assert.That((averages.Totals.Peak.AllocatedBytes, averages.Totals.Peak.MappedBytes, averages.Totals.Peak.RetainedBytes), Is.EqualTo((128UL, 8192UL, 12288UL)));
        Assert.That(averages.Totals.MeanAllocatedBytes, Is.EqualTo(((10 * 128) + (30 * 64)) / 90.0).Within(1e-9));
    }
}
