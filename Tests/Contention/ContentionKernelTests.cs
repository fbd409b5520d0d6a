using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Locks;
using ThreadState = AllocSim.Simulator.Contention.ThreadState;

namespace AllocSim.Tests.Contention;

[TestFixture]
internal sealed class ContentionKernelTests
{
    private static readonly CostTable Costly = CostTable.Zero.With(CostKind.Lock, 10).With(CostKind.OwnerSwitch, 50).With(CostKind.SpinPoll, 40).With(CostKind.SpinNotice, 7)
        .With(CostKind.WakeUp, 2000).With(CostKind.FutexWake, 300).With(CostKind.ContextSwitch, 400).With(CostKind.TimeSlice, 5000).With(CostKind.SleepGap, 100_000);

    [Test]
    public void AThreadAlone_NeedsNoEvents()
    {
        LoopProgram run = new LoopProgram(1, 1000, _ => 90, _ => 10, LoopProgram.Settings(2)).Run();
        Assert.That((run.Kernel.NowNs, run.Lock.Acquisitions, run.Lock.WaitNs), Is.EqualTo((100_000L, 1000L, 0L)));
        Assert.That(run.Kernel.EventCount, Is.LessThan(10));
    }

    [Test]
    public void AnAcquisition_ByTheSameThread_CostsTheLock_ByAnotherTheTransferToo()
    {
        LoopProgram alone = new LoopProgram(1, 100, _ => 0, _ => 0, LoopProgram.Settings(2, costs: CostTable.Zero.With(CostKind.Lock, 10).With(CostKind.OwnerSwitch, 50))).Run();
        Assert.That(alone.Kernel.NowNs, Is.EqualTo(100 * 10));
        Assert.That(alone.Lock.Mutex.Profile.NumOwnerSwitch, Is.EqualTo(1));
    }

    [Test]
    public void ShortWaits_AreSpun()
    {
        LoopProgram run = new LoopProgram(2, 1000, _ => 50, _ => 100, LoopProgram.Settings(2, LockOrder.Fifo, Costly, spin: 600)).Run();
        Assert.That((run.Lock.Mutex.Profile.NumSpinAcq > 900, run.Lock.Mutex.Profile.NumWait), Is.EqualTo((true, 0UL)));
    }

    [TestCase(LockOrder.Fifo)]
    [TestCase(LockOrder.Barging)]
    public void LongWaits_Block_AndAreCountedAsJemallocDoes(LockOrder order)
    {
        LoopProgram run = new LoopProgram(2, 100, _ => 5000, _ => 50_000, LoopProgram.Settings(2, order, Costly, spin: 600)).Run();
        var profile = run.Lock.Mutex.Profile;
        Assert.That(profile.NumWait, Is.GreaterThan(10));
        Assert.That(profile.MaxNumThds, Is.EqualTo(1));
        Assert.That(profile.TotalWaitTimeNs, Is.GreaterThan(profile.NumWait * 2000));
        Assert.That(profile.MaxWaitTimeNs, Is.InRange(profile.TotalWaitTimeNs / profile.NumWait, profile.TotalWaitTimeNs));
        Assert.That(run.Lock.WaitNs, Is.GreaterThan((long)profile.TotalWaitTimeNs));
    }

    [Test]
    public void AThreadThatSpinsAndSleepsInTurn_MayGetTheLockAwake_AfterItHasSlept()
    {
        ContentionSettings once = LoopProgram.Settings(3, LockOrder.Barging, Costly, spin: 50);
        var sleeping = new LoopProgram(3, 200, _ => 300, _ => 3_000, once).Run().Lock;
        var inTurn = new LoopProgram(3, 200, _ => 300, _ => 3_000, once with { Waiting = WaitingLaw.SpinAndSleepInTurn(50) }).Run().Lock;
        foreach (ContendedLock each in new[] { sleeping, inTurn })
        {
            var profile = each.Mutex.Profile;
            Assert.That(profile.NumWait, Is.GreaterThan(0));
            Assert.That(profile.NumWait + profile.NumSpinAcq, Is.EqualTo((ulong)each.WaitedAcquisitions));
            Assert.That((long)profile.TotalWaitTimeNs, Is.InRange(1, each.WaitNs));
        }

        Assert.That(inTurn.Mutex.Profile.TotalWaitTimeNs / inTurn.Mutex.Profile.NumWait, Is.LessThan(sleeping.Mutex.Profile.TotalWaitTimeNs / sleeping.Mutex.Profile.NumWait), "asleep for shorter, as it looks again");
    }

    [Test]
    public void OneCpu_NeverSpins()
    {
        LoopProgram run = new LoopProgram(4, 500, _ => 700, _ => 900, LoopProgram.Settings(1, LockOrder.Barging, Costly, spin: 600)).Run();
        Assert.That(run.Lock.Mutex.Profile.NumSpinAcq, Is.Zero);
        Assert.That(run.Lock.Mutex.Profile.NumWait, Is.GreaterThan(0));
    }

    [Test]
    public void TimeSlices_ShareACpu_AndCostSwitches()
    {
        LoopProgram run = new LoopProgram(3, 1, _ => 50_000, _ => 0, LoopProgram.Settings(1, costs: Costly.With(CostKind.FutexWake, 0))).Run();
        Assert.That(run.Kernel.Threads.Select(t => t.Preemptions), Is.All.GreaterThan(5));
        long busy = run.Kernel.Cpus[0].BusyNs;
        Assert.That(busy, Is.EqualTo(150_000 + ((run.Kernel.Cpus[0].Dispatches - 1) * 400) + (3 * 10) + (2 * 50)));
    }

    [Test]
    public void WithoutCompetition_SlicesDoNotMatter()
    {
        LoopProgram run = new LoopProgram(4, 10, _ => 50_000, _ => 0, LoopProgram.Settings(4, costs: Costly)).Run();
        Assert.That(run.Kernel.Threads.Select(t => t.Preemptions), Is.All.Zero);
    }

    [Test]
    public void LongGaps_GiveUpTheCpu()
    {
        LoopProgram run = new LoopProgram(2, 10, _ => 100_000, _ => 0, LoopProgram.Settings(1, costs: Costly)).Run();
        Assert.That(run.Kernel.NowNs, Is.LessThan(1_100_000));
        Assert.That(run.Kernel.Cpus[0].BusyNs, Is.LessThan(20_000));
    }

    [TestCase(LockOrder.Fifo)]
    [TestCase(LockOrder.Barging)]
    public void DoublingAllTimes_DoublesAllTimes(LockOrder order)
    {
        long[] One(int factor)
        {
            Exponential numbers = new(5);
            LoopProgram run = new LoopProgram(9, 500, _ => factor * numbers.Next(3000), _ => factor * numbers.Next(400), LoopProgram.Settings(4, order, Costly.Times(factor), spin: 20)).Run();
            return [run.Kernel.NowNs, run.Lock.WaitNs, run.Lock.HoldNs, (long)run.Lock.Mutex.Profile.TotalWaitTimeNs, (long)run.Lock.Mutex.Profile.MaxWaitTimeNs,
                .. run.Kernel.Threads.Select(t => t.EndedNs), .. run.Kernel.Cpus.Select(c => c.BusyNs)];
        }

        Assert.That(One(2), Is.EqualTo(One(1).Select(ns => 2 * ns)));
    }

    [Test]
    public void Barging_LetsTheLastHolderGoFirst()
    {
        double Share(LockOrder order)
        {
            LoopProgram run = new LoopProgram(2, 20_000, _ => 5, _ => 30, LoopProgram.Settings(2, order, Costly, spin: 600)).Run();
            return (double)run.Lock.Mutex.Profile.NumOwnerSwitch / run.Lock.Acquisitions;
        }

        Assert.That(Share(LockOrder.Fifo), Is.GreaterThan(0.99));
        Assert.That(Share(LockOrder.Barging), Is.LessThan(0.9));
    }

    [Test]
    public void AThousandThreads_OnManyCpus_AllEnd()
    {
        LoopProgram run = new LoopProgram(1000, 20, i => 1000 + i, _ => 100, LoopProgram.Settings(128, LockOrder.Barging, Costly, spin: 600)).Run();
        Assert.That(run.Kernel.Threads.Select(t => t.State), Is.All.EqualTo(ThreadState.Ended));
        Assert.That(run.Lock.Acquisitions, Is.EqualTo(20_000));
    }
}
