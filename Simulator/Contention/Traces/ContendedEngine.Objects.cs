namespace AllocSim.Simulator.Contention.Traces;

/// <content>Threads that wait for an object that another one has yet to make.</content>
public sealed partial class ContendedEngine<TAllocator, TProbe>
{
    private void WaitFor(TraceThread run, int missing)
    {
        run.NextWaiter = _objects.Wait(missing, run.Thread.Index);
        if (run.ObjectWaitSinceNs < 0)
        {
            run.ObjectWaitSinceNs = _kernel.NowNs;
        }
    }

    private void Wake(int waiter, long now)
    {
        while (waiter >= 0)
        {
            TraceThread woken = _threads[waiter];
            waiter = woken.NextWaiter;
            _kernel.ResumeAt(woken.Thread, now + woken.Thread.Charge(_noticePs), woken.CurrentIndex);
        }
    }
}
