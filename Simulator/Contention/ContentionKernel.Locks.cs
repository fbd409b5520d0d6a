using AllocSim.Simulator.Events;
using AllocSim.Simulator.Locks;

namespace AllocSim.Simulator.Contention;

/// <content>
/// Locks: try, spin, block. The stages, and what is counted when, are those of a mutex that spins before it sleeps on a futex.
/// </content>
public sealed partial class ContentionKernel
{
    private readonly bool _isBarging;
    private readonly long _lockPs;
    private readonly long _ownerSwitchPs;
    private readonly long _spunOnPs;
    private readonly long _noticePs;
    private readonly long _wakeUpPs;
    private readonly long _futexWakePs;
    private readonly long _spinBudgetNs;
    private readonly bool _spinsAgain;
    private MutexProfile _uncounted;

    private bool Acquire(SimThread thread, ContendedLock wanted)
    {
        if (wanted.Holder is null)
        {
            return Spend(thread, Take(thread, wanted));
        }

        if (wanted.Holder == thread)
        {
            throw new InvalidOperationException($"thread {thread.Number} asks for {wanted.Mutex.Name}, which it has");
        }

        thread.WaitsFor = wanted;
        thread.WaitSinceNs = NowNs;
        wanted.AddWaiter(thread, NowNs);
        SpinOrBlock(thread, wanted);
        return false;
    }

    private void SpinOrBlock(SimThread thread, ContendedLock wanted)
    {
        if (_spinBudgetNs == 0)
        {
            Block(thread, wanted);
        }
        else
        {
            Spin(thread, _spinBudgetNs < 0 ? long.MaxValue : NowNs + _spinBudgetNs);
        }
    }

    private void Spin(SimThread thread, long untilNs)
    {
        thread.Enter(ThreadState.Spinning, NowNs);
        thread.BusyUntilNs = untilNs;
        thread.Stamp++;
        if (untilNs != long.MaxValue)
        {
            _events.Schedule(untilNs, EventPriority.Wake, SpinEndEvent, thread.Index, thread.Stamp);
        }
    }

    private void EndSpinning(SimThread thread)
    {
        ContendedLock wanted = thread.WaitsFor!;
        if (wanted.Holder is null)
        {
            TakeAfterSpinning(thread, wanted);
        }
        else
        {
            Block(thread, wanted);
        }
    }

    private void Block(SimThread thread, ContendedLock wanted)
    {
        thread.BlockedSinceNs = NowNs;
        thread.BlockedWith = ++wanted.BlockedCount;
        LeaveCpu(thread, ThreadState.Blocked);
    }

    /// <summary>Takes a free lock.</summary>
    /// <returns>What that costs, while it is held; nanoseconds, charged.</returns>
    private long Take(SimThread thread, ContendedLock free)
    {
        free.Take(thread, NowNs);
        return thread.Charge(CountOwner(thread, free));
    }

    // Returns what having it costs, picoseconds. The mutex has counted the operation, and a change of owner in the order in which operations were run: that is put right here.
    private long CountOwner(SimThread thread, ContendedLock taken)
    {
        SimMutex mutex = taken.Mutex;
        ref readonly ScriptStep step = ref thread.Script[thread.Position];
        bool counted = step.CountedSwitch;
        bool isSwitch = mutex.LastOwner != thread.Owner;
        bool isTransfer = isSwitch && mutex.LastOwner != SimMutex.NoThread;
        if (step.IsUncounted)
        {
            return isTransfer ? _lockPs + _ownerSwitchPs : _lockPs;
        }

        mutex.LastOwner = thread.Owner;
        if (isSwitch != counted)
        {
            ref MutexProfile profile = ref mutex.MutableProfile;
            profile.NumOwnerSwitch = unchecked(profile.NumOwnerSwitch + (isSwitch ? 1UL : ulong.MaxValue));
        }

        long ps = isTransfer ? _lockPs + _ownerSwitchPs : _lockPs;
        return taken.FirstWaiter is null || PickSpinner(taken) is null ? ps : ps + _spunOnPs;
    }

    private void TakeAfterSpinning(SimThread thread, ContendedLock free)
    {
        EndWait(thread, free);
        CountAwake(thread, free);
        thread.Enter(ThreadState.Running, NowNs);
        free.Take(thread, NowNs);
        GoOn(thread, free);
    }

    private void GoOn(SimThread thread, ContendedLock taken)
    {
        long cost = thread.Charge(CountOwner(thread, taken));
        thread.Position++;
        Plan(thread, NowNs + cost);
    }

    private void EndWait(SimThread thread, ContendedLock wanted)
    {
        wanted.RemoveWaiter(thread, NowNs);
        thread.WaitsFor = null;
        thread.LockWaitNs += NowNs - thread.WaitSinceNs;
        Observer?.Waited(wanted, thread, thread.WaitSinceNs, NowNs);
    }

    // The counters that the thread's present acquisition goes into.
    private ref MutexProfile CountersOf(SimThread thread, ContendedLock taken)
    {
        if (thread.Script[thread.Position].IsUncounted)
        {
            return ref _uncounted;
        }

        return ref taken.Mutex.MutableProfile;
    }

    // It was spinning when it got the lock; it may have slept before.
    private void CountAwake(SimThread thread, ContendedLock taken)
    {
        if (thread.SleptNs > 0)
        {
            CountWait(thread, taken, 0);
        }
        else
        {
            CountersOf(thread, taken).NumSpinAcq++;
        }
    }

    private void CountBlocked(SimThread thread, ContendedLock taken, long nowNs)
    {
        taken.BlockedCount--;
        CountWait(thread, taken, nowNs - thread.BlockedSinceNs);
    }

    private void CountWait(SimThread thread, ContendedLock taken, long lastNs)
    {
        ref MutexProfile profile = ref CountersOf(thread, taken);
        ulong waited = (ulong)(thread.SleptNs + lastNs);
        thread.SleptNs = 0;
        profile.NumWait++;
        profile.TotalWaitTimeNs += waited;
        profile.MaxWaitTimeNs = Math.Max(profile.MaxWaitTimeNs, waited);
        profile.MaxNumThds = Math.Max(profile.MaxNumThds, thread.BlockedWith);
    }

    private bool Release(SimThread thread, ContendedLock held)
    {
        if (held.Holder != thread)
        {
            throw new InvalidOperationException($"thread {thread.Number} releases {held.Mutex.Name}, which it does not have");
        }

        Observer?.Released(held, held.AcquiredNs, NowNs);
        held.Free(NowNs);
        long cost = held.FirstWaiter is null ? 0 : _isBarging ? Announce(held) : HandOver(held, held.FirstWaiter);
        return Spend(thread, thread.Charge(cost));
    }

    // First come, first served: the lock is never free while somebody waits.
    // Returns what that costs the one who hands it over, picoseconds.
    private long HandOver(ContendedLock freed, SimThread next)
    {
        bool wasBlocked = next.State == ThreadState.Blocked;
        if (next.State == ThreadState.Spinning)
        {
            TakeAfterSpinning(next, freed);
            return 0;
        }

        EndWait(next, freed);
        freed.Take(next, NowNs);
        next.Resume = ResumePoint.Granted;
        if (!wasBlocked)
        {
            CountAwake(next, freed);
            return 0;
        }

        long awakeNs = NowNs + next.Charge(_wakeUpPs);
        CountBlocked(next, freed, awakeNs);
        _events.Schedule(awakeNs, EventPriority.Wake, ReadyEvent, next.Index);
        return _futexWakePs;
    }

    private void UseGranted(SimThread thread) => GoOn(thread, _locks[thread.Script[thread.Position].Lock]);
}
