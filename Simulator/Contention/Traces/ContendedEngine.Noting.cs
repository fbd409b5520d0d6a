using AllocSim.Simulator.Contention.Results;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <content>What is written down when an operation begins and when it is over.</content>
public sealed partial class ContendedEngine<TAllocator, TProbe>
{
    // The current operation has been run, and is under way from now on.
    private void NoteRun(TraceThread run, long beganNs, long workNs, long faultPs)
    {
        SimThread thread = run.Thread;
        run.HasCurrent = false;
        run.HasThought = false;
        run.IsInOperation = true;
        run.BeganNs = beganNs;
        run.UncontendedNs = workNs;
        run.Parts.LockWaitNs = thread.LockWaitNs;
        run.Parts.FaultPs = faultPs;
        run.Parts.SystemCallPs = _recorder.SystemCallPs;
        run.HasPurged = _recorder.HasPurged;
        if (thread.Script.Count > 0)
        {
            run.UncontendedNs += thread.Script.WorkNs + ((thread.RemainderPs + (thread.Script.AcquireCount * _lockPs)) / CostTable.PicosecondsPerNs);
        }
    }

    private void NoteBeginning(TraceThread run, long now)
    {
        FirstBeginNs = FirstBeginNs < 0 ? now : FirstBeginNs;
        if (run.ObjectWaitSinceNs >= 0)
        {
            run.ObjectWaitNs += now - run.ObjectWaitSinceNs;
            run.ObjectWaitSinceNs = -1;
        }
    }

    private void Finish(TraceThread run)
    {
        ref readonly Operation operation = ref run.Current;
        long now = _kernel.NowNs;
        long took = now - run.BeganNs;
        run.IsInOperation = false;
        run.EndedNs = now;
        run.LagNs += took - run.UncontendedNs;
        run.OperationCount++;
        run.InOperationsNs += took;
        LastEndNs = now;
        OperationKind kind = operation.Kind;
        Latencies.Add(kind, run.Bytes, took);
        if (took > _kindMaxNs[(int)kind])
        {
            ref OperationParts parts = ref Latencies.PartsOf(kind, run.Bytes);
            parts.LockWaitNs += run.Thread.LockWaitNs - run.Parts.LockWaitNs;
            parts.FaultPs += run.Parts.FaultPs;
            parts.SystemCallPs += run.Parts.SystemCallPs;
            NotePurge(run.Thread, run.HasPurged, run.BeganNs, now);
        }

        run.HasExited |= kind == OperationKind.Exit;
        int waiter = _objects.Finish(operation);
        if (waiter >= 0)
        {
            Wake(waiter, now);
        }
    }

    // Threads can wait for an object that another one has yet to make.
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
