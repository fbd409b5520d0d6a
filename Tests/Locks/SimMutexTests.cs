using AllocSim.Simulator.Locks;

namespace AllocSim.Tests.Locks;

[TestFixture]
internal sealed class SimMutexTests
{
    [Test]
    public void Acquire_CountsOperationsAndChangesOfOwner()
    {
        SimMutex mutex = new();
        foreach (int thread in (int[])[SimMutex.NoThread, 0, 0, 1, 0])
        {
            mutex.Acquire(thread);
            mutex.Release(thread);
        }

        Assert.That((mutex.Profile.NumOps, mutex.Profile.NumOwnerSwitch), Is.EqualTo((5UL, 3UL)));
    }

    [Test]
    public void TryAcquire_OfAHeldMutex_CountsNothing()
    {
        SimMutex mutex = new();
        mutex.Acquire(0);
        Assert.That(mutex.TryAcquire(1), Is.False);
        mutex.Release(0);
        Assert.That(mutex.TryAcquire(1), Is.True);
        Assert.That(mutex.Profile.NumOps, Is.EqualTo(2));
    }

    [Test]
    public void ResetProfile_ForgetsThePreviousOwner()
    {
        SimMutex mutex = new();
        mutex.Acquire(0);
        mutex.ResetProfile();
        mutex.Release(0);
        mutex.Acquire(0);
        Assert.That((mutex.Profile.NumOps, mutex.Profile.NumOwnerSwitch), Is.EqualTo((1UL, 1UL)));
    }

    [Test]
    public void Profiles_AddUpOrKeepTheLarger()
    {
        MutexProfile sum = new() { NumOps = 2, MaxWaitTimeNs = 7, TotalWaitTimeNs = 9 };
        sum.Add(new MutexProfile { NumOps = 3, MaxWaitTimeNs = 5, TotalWaitTimeNs = 1 });
        Assert.That((sum.NumOps, sum.MaxWaitTimeNs, sum.TotalWaitTimeNs), Is.EqualTo((5UL, 7UL, 10UL)));
        sum.RaiseTo(new MutexProfile { NumOps = 4, MaxWaitTimeNs = 8 });
        Assert.That((sum.NumOps, sum.MaxWaitTimeNs), Is.EqualTo((5UL, 8UL)));
    }
}
