using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Contention.Results;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>Runs a trace in simulated time: its threads think, call the allocator, and wait for each other's objects, for locks and for CPUs.</summary>
/// <typeparam name="TAllocator">The allocator.</typeparam>
/// <typeparam name="TProbe">What watches.</typeparam>
/// <remarks>
/// An operation is run when its thread reaches it; the script that the allocator leaves behind is then played. The clock that the allocator reads is the recorded one,
/// put off by what waiting has cost its thread, and never goes back: with one thread it is the clock of a serial run. Reading the trace is in the file Reading.
/// </remarks>
public sealed partial class ContendedEngine<TAllocator, TProbe> : IThreadProgram, IContendedRun
    where TAllocator : struct, IAllocator
    where TProbe : struct, IReplayProbe
{
    private readonly SimMachine _machine;
    private readonly ReplayEngine<TAllocator, TProbe> _replay;
    private readonly OperationRecorder _recorder;
    private readonly ContendedOptions _options;
    private readonly ContentionKernel _kernel;
    private readonly SharedObjects _objects = new();
    private readonly List<TraceThread> _threads = [];
    private readonly long _sleepGapNs;
    private readonly long _lockPs;
    private readonly long _faultPs;
    private readonly long _loopPs;
    private readonly long _handoverPs;
    private readonly long _noticePs;
    private readonly long[] _kindPs;
    private readonly long[] _kindMaxNs;
    private readonly bool _isFlatOut;
    private readonly int _speedup;
    private long _clockNs;
    private long _operationCount;

    /// <summary>Makes an engine.</summary>
    /// <param name="machine">The machine; its recorders are the one given here since before the allocator was made.</param>
    /// <param name="replay">Runs the operations.</param>
    /// <param name="recorder">Writes down what they do.</param>
    /// <param name="options">How to run the trace.</param>
    public ContendedEngine(SimMachine machine, ReplayEngine<TAllocator, TProbe> replay, OperationRecorder recorder, ContendedOptions options)
    {
        _machine = machine;
        _replay = replay;
        _recorder = recorder;
        _options = options;
        CostTable costs = options.Settings.Costs;
        _sleepGapNs = costs.WholeNs(CostKind.SleepGap);
        _lockPs = costs.Picoseconds(CostKind.Lock);
        _faultPs = costs.Picoseconds(CostKind.PageFault) + costs.Picoseconds(CostKind.PageZero);
        _loopPs = costs.Picoseconds(CostKind.Loop);
        _handoverPs = costs.Picoseconds(CostKind.Handover);
        _handedOverPs = costs.HandedOverPicoseconds;
        _noticePs = costs.Picoseconds(CostKind.ObjectNotice);
        _kindPs = [.. Enum.GetValues<OperationKind>().Select(kind => costs.Picoseconds(CostOf(kind)))];
        _kindMaxNs = [.. _kindPs.Select(ps => (ps + CostTable.PicosecondsPerNs - 1) / CostTable.PicosecondsPerNs)];
        _isFlatOut = options.IsFlatOut;
        _speedup = options.Speedup;
        _kernel = new ContentionKernel(options.Settings, this);
        recorder.Attach(_kernel);
        machine.CurrentCpu = thread => recorder.Thread?.Cpu ?? thread % machine.CpuCount;
        _background = replay.Background;
        Latencies = new LatencyTable(options.SizeClassOf);
    }

    /// <summary>Threads, CPUs and locks.</summary>
    public ContentionKernel Kernel => _kernel;

    /// <summary>How long operations took.</summary>
    public LatencyTable Latencies { get; }

    /// <summary>From the first operation's start to the last one's end, nanoseconds.</summary>
    public long SimulatedNs => FirstBeginNs < 0 ? 0 : LastEndNs - FirstBeginNs;

    /// <summary>When the first operation began; -1 before.</summary>
    public long FirstBeginNs { get; private set; } = -1;

    /// <summary>When the last operation ended.</summary>
    public long LastEndNs { get; private set; }

    /// <inheritdoc/>
    public bool OwnsThreads => _options.OwnsThreads;

    /// <summary>Operations run.</summary>
    public long OperationCount => _operationCount;

    /// <summary>What is known of each thread, in the order of the kernel's, background threads last.</summary>
    public IEnumerable<ThreadSummary> ThreadSummaries
        => _threads.OrderBy(t => t.IsBackground).Select(t => new ThreadSummary(t.Thread, t.OperationCount, t.InOperationsNs, t.ObjectWaitNs));

    /// <summary>Makes room for objects beforehand.</summary>
    /// <param name="slots">Slots that the trace will use.</param>
    internal void Reserve(int slots)
    {
        _objects.Reserve(slots);
        _replay.Objects.Reserve(slots);
    }

    /// <summary>Runs a whole trace.</summary>
    /// <exception cref="TraceFormatException">The trace is wrong, or its threads wait for each other for ever.</exception>
    /// <exception cref="InvariantException">A law of queueing does not hold afterwards: a mistake of the simulation.</exception>
    public void Run(ITraceSource source)
    {
        _replay.Names = source.Names;
        Open(source);
        _kernel.Run();
        _replay.OperationCount = _operationCount;
        Stuck.ThrowIfAny(_threads, _kernel);
        ContentionLaws.Check(_kernel);
    }

    /// <inheritdoc/>
    public NextStep Next(SimThread thread)
    {
        TraceThread run = _threads[thread.Index];
        if (run.IsBackground)
        {
            return EndBackground(run);
        }

        if (run.IsInOperation)
        {
            Finish(run);
        }

        // What it thought about counts as queued again.
        _queuedCount += run.HasThought && !run.HasCurrent && run.Count > 0 ? 1 : 0;
        while (true)
        {
            long workNs = 0;
            bool isAlone = IsAlone(run);
            AloneEnd end = isAlone ? RunAlone(run, ref workNs) : AloneEnd.Stopped;
            if (end == AloneEnd.Thinks)
            {
                return NextStep.Think;
            }

            if (end == AloneEnd.Stopped)
            {
                if (isAlone && TryBringUp(run))
                {
                    continue;
                }

                NextStep? wait = Reach(run);
                if (wait is not null)
                {
                    return wait.Value;
                }

                workNs = Run(run);
            }

            if (thread.Script.Count > 0 || !TryAdvance(workNs))
            {
                thread.Script.Work(workNs);
                return NextStep.Play;
            }

            Finish(run);
        }
    }

    // Returns null when the thread's next operation can begin now, and otherwise what the thread does until then.
    private NextStep? Reach(TraceThread run)
    {
        if (!run.HasCurrent && !TryTakeNext(run))
        {
            return _hasEnded ? NextStep.End : NextStep.Wait;
        }

        if (!run.HasThought)
        {
            run.HasThought = true;
            long think = Math.Max(0, run.DueNs - _kernel.NowNs);
            if (think >= _sleepGapNs ? Sleeps(think) : !TryAdvance(think))
            {
                run.Thread.ThinkNs = think;
                run.Thread.ThinkOrder = run.CurrentIndex;
                return NextStep.Think;
            }
        }

        if (!_objects.CanRun(run.Current, out int missing))
        {
            WaitFor(run, missing);
            return NextStep.Watch;
        }

        return null;
    }

    // Moves the clock when nothing else happens before; threads that start by then are known first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryAdvance(long ns)
    {
        if (_kernel.NowNs + ns >= _discoveredNs)
        {
            Discover(_kernel.NowNs + ns);
        }

        return _kernel.TryRunAhead(ns);
    }

    private bool Sleeps(long ns)
    {
        Discover(_kernel.NowNs + ns);
        return true;
    }

    /// <inheritdoc/>
    public OperationKind KindOf(SimThread thread) => _threads[thread.Index].Current.Kind;

    // Runs the operation; what it does in time is in the thread's script afterwards, but for the work at the end, which is returned.
    private long Run(TraceThread run)
    {
        SimThread thread = run.Thread;
        ref Operation operation = ref run.Current;
        long now = _kernel.NowNs;
        if (run.ObjectWaitSinceNs >= 0 || FirstBeginNs < 0)
        {
            NoteBeginning(run, now);
        }

        run.LagNs += now - run.DueNs;
        run.RecordedNs = run.CurrentRecordedNs;
        SetClock(ref operation, _isFlatOut ? now : run.RecordedNs + run.LagNs);
        _recorder.Begin(thread, WorkPs(operation));
        long faults = _machine.Pages.FaultCount;
        _replay.OperationCount = run.CurrentIndex;
        run.Bytes = IsFreeing(operation.Kind) ? _objects.BytesOf(operation.Object) : operation.RequestedBytes;
        if (operation.Kind is OperationKind.Realloc or OperationKind.Rallocx or OperationKind.Calloc)
        {
            RunWithCopies(operation);
        }
        else
        {
            _replay.RunUntilControl(MemoryMarshal.CreateReadOnlySpan(in operation, 1));
        }

        _operationCount += run.CurrentIndex < _readCount ? 1 : 0;
        long faultPs = (_machine.Pages.FaultCount - faults) * _faultPs;
        long workNs = thread.Charge(_recorder.End() + faultPs);
        _objects.Ran(operation);
        NoteOperation(operation.Kind);
        NoteRun(run, now, workNs, faultPs);
        return workNs;
    }

    // The clock that the allocator reads.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetClock(ref Operation operation, long timeNs)
    {
        _clockNs = Math.Max(_clockNs, timeNs);
        operation.TimeNs = _firstTimeNs + _clockNs;
    }
}
