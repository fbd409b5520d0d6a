using AllocSim.Simulator.Events;

namespace AllocSim.Simulator.Contention;

/// <content>A lock becomes free: who hears of it, and what those do who come too late.</content>
public sealed partial class ContentionKernel
{
    // Real mutexes: those who spin will see it sooner or later, one who is blocked is woken, and until then anybody can take it.
    // Returns what that costs, picoseconds.
    private long Announce(ContendedLock freed)
    {
        if (PickSpinner(freed) is { } spinner)
        {
            _events.Schedule(NowNs + spinner.Charge(_noticePs * freed.Draw()), EventPriority.Wake, NoticeEvent, freed.Index, freed.Stamp);
        }

        if (freed.BlockedCount == 0 || freed.IsWaking)
        {
            return 0;
        }

        SimThread? sleeper = freed.FirstWaiter;
        while (sleeper is not null && sleeper.State != ThreadState.Blocked)
        {
            sleeper = sleeper.NextWaiter;
        }

        if (sleeper is null)
        {
            return 0;
        }

        freed.IsWaking = true;
        sleeper.Resume = ResumePoint.Retry;
        _events.Schedule(NowNs + sleeper.Charge(_wakeUpPs), EventPriority.Wake, ReadyEvent, sleeper.Index);
        return _futexWakePs;
    }

    private void Notice(ContendedLock free)
    {
        if (PickSpinner(free) is { } thread)
        {
            TakeAfterSpinning(thread, free);
        }
    }

    private static SimThread? PickSpinner(ContendedLock wanted)
    {
        SimThread? thread = wanted.FirstWaiter;
        while (thread is not null && thread.State != ThreadState.Spinning)
        {
            thread = thread.NextWaiter;
        }

        return thread;
    }

    private void RetryOrSpin(SimThread thread)
    {
        ContendedLock wanted = thread.WaitsFor!;
        if (wanted.Holder is null)
        {
            TakeAfterSpinning(thread, wanted);
        }
        else
        {
            Spin(thread, thread.LeftNs > long.MaxValue / 2 ? long.MaxValue : NowNs + thread.LeftNs);
        }
    }

    private void RetryOrBlock(SimThread thread)
    {
        ContendedLock wanted = thread.WaitsFor!;
        wanted.IsWaking = false;
        if (wanted.Holder is not null && _spinsAgain)
        {
            wanted.BlockedCount--;
            thread.SleptNs += NowNs - thread.BlockedSinceNs;
            SpinOrBlock(thread, wanted);
            return;
        }

        if (wanted.Holder is not null)
        {
            LeaveCpu(thread, ThreadState.Blocked);
            return;
        }

        EndWait(thread, wanted);
        CountBlocked(thread, wanted, NowNs);
        wanted.Take(thread, NowNs);
        GoOn(thread, wanted);
    }
}
