using System.Runtime.CompilerServices;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Events;
using AllocSim.Simulator.Locks;

namespace AllocSim.Simulator.Contention;

/// <summary>Plays the scripts of threads against CPUs and locks, event by event.</summary>
/// <remarks>
/// What nobody else can see costs no event: as long as a thread's step ends before the next event, the clock is simply moved. CPUs are in the file Cpus, locks in Locks.
/// </remarks>
public sealed partial class ContentionKernel
{
    private const int ContinueEvent = 0;
    private const int ResumeEvent = 1;
    private const int ReadyEvent = 2;
    private const int SpinEndEvent = 3;
    private const int NoticeEvent = 4;
    private const int SliceEvent = 5;
    private const int ProgramEvent = 6;
    private const int SampleEvent = 7;
    private const int WatchEndEvent = 8;

    private readonly EventQueue _events = new();
    private readonly List<SimThread> _threads = [];
    private readonly List<ContendedLock> _locks = [];
    private readonly ContentionSettings _settings;
    private readonly IThreadProgram _program;
    private readonly long _sleepGapNs;
    private Action? _sampler;
    private long _samplePeriodNs;

    /// <summary>Makes the machine.</summary>
    /// <param name="settings">CPUs, costs, the order of locks.</param>
    /// <param name="program">What the threads do.</param>
    public ContentionKernel(ContentionSettings settings, IThreadProgram program)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.CpuCount, 1);
        _settings = settings;
        _program = program;
        CostTable costs = settings.Costs;
        _sleepGapNs = costs.WholeNs(CostKind.SleepGap);
        _cpus = [.. Enumerable.Range(0, settings.CpuCount).Select(_ => new SimCpu())];
        _idleCpus = settings.CpuCount;
        _ready = [.. Enumerable.Range(0, settings.IsPinned ? settings.CpuCount : 1).Select(_ => new ReadyQueue())];
        _switchPs = costs.Picoseconds(CostKind.ContextSwitch);
        _watchNs = 2 * costs.WholeNs(CostKind.ContextSwitch);
        _sliceNs = costs.WholeNs(CostKind.TimeSlice);
        _isBarging = settings.LockOrder == LockOrder.Barging;
        _lockPs = costs.Picoseconds(CostKind.Lock);
        _ownerSwitchPs = costs.Picoseconds(CostKind.OwnerSwitch);
        _spunOnPs = costs.Picoseconds(CostKind.SpunOn);
        _noticePs = costs.Picoseconds(CostKind.SpinNotice);
        _wakeUpPs = costs.Picoseconds(CostKind.WakeUp);
        _futexWakePs = costs.Picoseconds(CostKind.FutexWake);
        _spinsAgain = settings.Waiting.SpinsAgain;
        _spinBudgetNs = settings.CpuCount == 1 ? 0 : SpinBudgetNs(settings.Waiting.Looks, costs.Picoseconds(CostKind.SpinPoll));
    }

    /// <summary>Nanoseconds now.</summary>
    public long NowNs => _events.NowNs;

    /// <summary>When the next event is, nanoseconds.</summary>
    public long NextEventNs => _events.NextTimeNs;

    /// <summary>Events handled so far.</summary>
    public long EventCount { get; private set; }

    /// <summary>The threads, in the order in which they were added.</summary>
    public IReadOnlyList<SimThread> Threads => _threads;

    /// <summary>The locks, in the order in which they were added.</summary>
    public IReadOnlyList<ContendedLock> Locks => _locks;

    /// <summary>The CPUs.</summary>
    public IReadOnlyList<SimCpu> Cpus => _cpus;

    /// <summary>Is told of what happens; null for nobody.</summary>
    public IContentionObserver? Observer { get; set; }

    /// <summary>Adds a lock.</summary>
    public ContendedLock AddLock(SimMutex mutex)
    {
        ContendedLock added = new(_locks.Count, mutex);
        _locks.Add(added);
        return added;
    }

    /// <summary>Adds a thread; it waits until it is resumed.</summary>
    /// <param name="number">What the trace calls it; below 0 for one that is not in the trace.</param>
    public SimThread AddThread(int number)
    {
        SimThread added = new(_threads.Count, number) { Cpu = Math.Abs(number) % _cpus.Length };
        _threads.Add(added);
        return added;
    }

    /// <summary>A waiting thread wants a CPU at a time.</summary>
    /// <param name="thread">A thread that was just added, or that waits.</param>
    /// <param name="timeNs">When.</param>
    /// <param name="order">Place in the trace of what it does next: of several at the same time the lowest is first.</param>
    public void ResumeAt(SimThread thread, long timeNs, long order)
        => _events.ScheduleInOrder(timeNs, EventPriority.Operation, order, ReadyEvent, thread.Index);

    /// <summary>Tells the program at a time.</summary>
    public void SetTimer(long timeNs, int target)
    {
        _events.Schedule(timeNs, EventPriority.Timer, ProgramEvent, target);
    }

    /// <summary>Calls somebody at regular times as long as anything else happens.</summary>
    public void SampleEvery(long periodNs, Action sampler)
    {
        _samplePeriodNs = periodNs;
        _sampler = sampler;
        _events.Schedule(NowNs + periodNs, EventPriority.Sample, SampleEvent, 0);
    }

    /// <summary>Changes the distance between samples from the next one on.</summary>
    public void SetSamplePeriod(long periodNs) => _samplePeriodNs = periodNs;

    /// <summary>Moves the clock when nothing else happens before: the thread that runs does something that nobody sees.</summary>
    /// <returns>False when an event comes first; nothing has changed then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRunAhead(long ns)
    {
        long end = _events.NowNs + ns;
        if (end >= _events.NextTimeNs)
        {
            return false;
        }

        _events.AdvanceTo(end);
        return true;
    }

    /// <summary>Moves the clock to a time before the next event.</summary>
    /// <exception cref="InvalidOperationException">The time is past, or an event comes first.</exception>
    public void AdvanceTo(long timeNs) => _events.AdvanceTo(timeNs);

    /// <summary>Handles events until there are none.</summary>
    public void Run()
    {
        while (_events.TryTake(out SimEvent e))
        {
            EventCount++;
            switch (e.Kind)
            {
                case ContinueEvent when IsDue(e):
                    Continue(_threads[e.Target]);
                    break;
                case ResumeEvent:
                    Resume(_threads[e.Target]);
                    break;
                case ReadyEvent:
                    MakeReady(_threads[e.Target]);
                    break;
                case SpinEndEvent when IsDue(e):
                    EndSpinning(_threads[e.Target]);
                    break;
                case WatchEndEvent when IsDue(e):
                    EndWatch(_threads[e.Target]);
                    break;
                case NoticeEvent when _locks[e.Target].Stamp == e.Stamp:
                    Notice(_locks[e.Target]);
                    break;
                case SliceEvent:
                    EndSlice(e.Target);
                    break;
                case ProgramEvent:
                    _program.TimerDue(e.Target);
                    break;
                case SampleEvent:
                    TakeSample();
                    break;
            }
        }
    }

    // Whether the thread still is where it was when the event was scheduled.
    private bool IsDue(in SimEvent e) => _threads[e.Target].Stamp == e.Stamp;

    // Below 0 for ever.
    private static long SpinBudgetNs(long looks, long pollPs)
        => looks < 0 ? -1 : (long)Int128.Min(((Int128)looks + 1) * pollPs / CostTable.PicosecondsPerNs, long.MaxValue / 4);

    private void TakeSample()
    {
        _sampler!();
        if (_events.Count > 0)
        {
            _events.Schedule(NowNs + _samplePeriodNs, EventPriority.Sample, SampleEvent, 0);
        }
    }

    /// <summary>The thread has a CPU and nothing under way.</summary>
    private void Continue(SimThread thread)
    {
        thread.IsThinking = false;
        Script script = thread.Script;
        while (true)
        {
            if (thread.Position == script.Count)
            {
                script.Clear();
                thread.Position = 0;
                switch (_program.Next(thread))
                {
                    case NextStep.Play:
                        continue;
                    case NextStep.Think when thread.ThinkNs < _sleepGapNs:
                        if (!Think(thread))
                        {
                            return;
                        }

                        continue;
                    case NextStep.Think:
                        LeaveCpu(thread, ThreadState.Idle);
                        ResumeAt(thread, NowNs + thread.ThinkNs, thread.ThinkOrder);
                        return;
                    case NextStep.Watch when _watchNs > 0:
                        Watch(thread);
                        return;
                    case NextStep.Watch or NextStep.Wait:
                        LeaveCpu(thread, ThreadState.Idle);
                        return;
                    default:
                        LeaveCpu(thread, ThreadState.Ended);
                        return;
                }
            }

            ref readonly ScriptStep step = ref script[thread.Position];
            bool goesOn = step.Kind switch
            {
                StepKind.Work => Spend(thread, step.WorkNs),
                StepKind.Acquire => Acquire(thread, _locks[step.Lock]),
                _ => Release(thread, _locks[step.Lock]),
            };
            if (!goesOn)
            {
                return;
            }
        }
    }

    private bool Think(SimThread thread)
    {
        if (TryRunAhead(thread.ThinkNs))
        {
            return true;
        }

        thread.IsThinking = true;
        Plan(thread, NowNs + thread.ThinkNs);
        return false;
    }

    /// <summary>The thread computes, as its present step.</summary>
    /// <returns>True when that is over already.</returns>
    private bool Spend(SimThread thread, long ns)
    {
        thread.Position++;
        return ns == 0 || TryRunAhead(ns) || PlanAt(thread, NowNs + ns);
    }

    private bool PlanAt(SimThread thread, long endNs)
    {
        Plan(thread, endNs);
        return false;
    }

    private void Plan(SimThread thread, long endNs)
    {
        thread.BusyUntilNs = endNs;
        uint stamp = ++thread.Stamp;
        if (thread.IsThinking)
        {
            _events.ScheduleInOrder(endNs, EventPriority.Operation, thread.ThinkOrder, ContinueEvent, thread.Index, stamp);
        }
        else
        {
            _events.Schedule(endNs, EventPriority.Step, ContinueEvent, thread.Index, stamp);
        }
    }
}
