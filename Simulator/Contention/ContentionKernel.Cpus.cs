using AllocSim.Simulator.Events;

namespace AllocSim.Simulator.Contention;

/// <content>CPUs: a ready queue, time slices, and the cost of going over to another thread.</content>
public sealed partial class ContentionKernel
{
    private readonly SimCpu[] _cpus;
    private readonly ReadyQueue[] _ready;
    private readonly long _watchNs;
    private readonly long _switchPs;
    private readonly long _sliceNs;
    private int _idleCpus;
    private int _sliceTimers;

    private void MakeReady(SimThread thread)
    {
        if (thread.IsWatching)
        {
            thread.IsWatching = false;
            thread.Stamp++;
            Continue(thread);
            return;
        }

        thread.Enter(ThreadState.Ready, NowNs);
        int idle = _idleCpus > 0 ? IdleCpuFor(thread) : -1;
        if (idle >= 0)
        {
            Dispatch(idle, thread);
            return;
        }

        QueueOf(thread.Cpu).Add(thread);
        WatchSlices();
    }

    // Those who wait for a CPU: for any, or for that one.
    private ReadyQueue QueueOf(int cpu) => _ready[_settings.IsPinned ? cpu : 0];

    // Where it was last, at first by its number, if that is idle; otherwise the lowest idle one, or -1 where threads are pinned.
    private int IdleCpuFor(SimThread thread)
        => _cpus[thread.Cpu].Thread is null ? thread.Cpu : _settings.IsPinned ? -1 : Array.FindIndex(_cpus, cpu => cpu.Thread is null);

    // The thread waits for something that may come soon, and keeps its CPU for as long as going away and coming back would take.
    private void Watch(SimThread thread)
    {
        thread.IsWatching = true;
        thread.BusyUntilNs = NowNs + _watchNs;
        _events.Schedule(thread.BusyUntilNs, EventPriority.Wake, WatchEndEvent, thread.Index, ++thread.Stamp);
    }

    private void EndWatch(SimThread thread)
    {
        thread.IsWatching = false;
        thread.Stamp++;
        LeaveCpu(thread, ThreadState.Idle);
    }

    private void Dispatch(int index, SimThread thread)
    {
        SimCpu cpu = _cpus[index];
        _idleCpus--;
        cpu.Thread = thread;
        cpu.DispatchedNs = NowNs;
        cpu.Dispatches++;
        thread.Cpu = index;
        thread.Enter(ThreadState.Running, NowNs);
        long cost = cpu.LastThread == thread || cpu.LastThread is null ? 0 : thread.Charge(_switchPs);
        cpu.LastThread = thread;
        cpu.SliceEndNs = NowNs + cost + _sliceNs;
        thread.Stamp++;
        thread.IsSwitching = true;
        _events.Schedule(NowNs + cost, EventPriority.Step, ResumeEvent, thread.Index);
    }

    private void Resume(SimThread thread)
    {
        thread.IsSwitching = false;
        ResumePoint point = thread.Resume;
        thread.Resume = ResumePoint.Script;
        switch (point)
        {
            case ResumePoint.Work:
                if (!thread.IsThinking && TryRunAhead(thread.LeftNs))
                {
                    Continue(thread);
                }
                else
                {
                    Plan(thread, NowNs + thread.LeftNs);
                }

                break;
            case ResumePoint.Spin:
                RetryOrSpin(thread);
                break;
            case ResumePoint.Retry:
                RetryOrBlock(thread);
                break;
            case ResumePoint.Granted:
                UseGranted(thread);
                break;
            default:
                Continue(thread);
                break;
        }
    }

    private void LeaveCpu(SimThread thread, ThreadState state)
    {
        SimCpu cpu = _cpus[thread.Cpu];
        thread.Enter(state, NowNs);
        cpu.BusyNs += NowNs - cpu.DispatchedNs;
        cpu.Thread = null;
        _idleCpus++;
        ReadyQueue ready = QueueOf(thread.Cpu);
        if (ready.Count > 0)
        {
            Dispatch(thread.Cpu, ready.Take());
        }
    }

    // Somebody waits for a CPU: from now on it matters when time slices end.
    private void WatchSlices()
    {
        for (int i = 0; _sliceTimers < _cpus.Length && i < _cpus.Length; i++)
        {
            if (!_cpus[i].HasTimer)
            {
                _cpus[i].HasTimer = true;
                _sliceTimers++;
                _events.Schedule(Math.Max(NowNs, _cpus[i].SliceEndNs), EventPriority.Timer, SliceEvent, i);
            }
        }
    }

    private void EndSlice(int index)
    {
        SimCpu cpu = _cpus[index];
        ReadyQueue ready = QueueOf(index);
        cpu.HasTimer = false;
        _sliceTimers--;
        if (ready.Count == 0 || cpu.Thread is not { } thread)
        {
            return;
        }

        if (NowNs >= cpu.SliceEndNs && !thread.IsSwitching)
        {
            Preempt(thread);
        }

        if (ready.Count > 0)
        {
            WatchSlices();
        }
    }

    private void Preempt(SimThread thread)
    {
        thread.Preemptions++;
        if (thread.IsWatching)
        {
            EndWatch(thread);
            return;
        }

        thread.Stamp++;
        thread.Resume = thread.State == ThreadState.Spinning ? ResumePoint.Spin : ResumePoint.Work;
        thread.LeftNs = thread.BusyUntilNs - NowNs;
        int index = thread.Cpu;
        SimThread next = QueueOf(index).Take();
        SimCpu cpu = _cpus[index];
        thread.Enter(ThreadState.Ready, NowNs);
        cpu.BusyNs += NowNs - cpu.DispatchedNs;
        cpu.Thread = null;
        _idleCpus++;
        QueueOf(index).Add(thread);
        Dispatch(index, next);
    }
}
