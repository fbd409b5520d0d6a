using System.Runtime.CompilerServices;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <content>
/// Threads of the allocator's own. Their wake-ups are on the clock that the allocator reads, which goes by the recording; one happens when all operations up to its time
/// have begun and a thread is known to come to a later one. So it lies in the same place among the operations as in a serial run, and none happens after the last operation.
/// </content>
public sealed partial class ContendedEngine<TAllocator, TProbe>
{
    private readonly List<TraceThread> _backgroundThreads = [];
    private readonly IBackgroundAllocator? _background;
    private bool _hasBackground;
    private long _wakeNs = long.MaxValue;
    private long _horizonNs;
    private int _timer;

    /// <inheritdoc/>
    public void TimerDue(int target)
    {
        if (target == _timer && _wakeNs < _horizonNs)
        {
            _ = TryRunBackground();
        }
    }

    // Background threads come and go at the start and by controls only; any operation may wake one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NoteOperation(OperationKind kind)
    {
        if (kind == OperationKind.Ctl && _background is not null)
        {
            _hasBackground = _background.HasBackgroundThreads;
            NoteWakes();
        }
        else if (_hasBackground)
        {
            NoteWakes();
        }
    }

    private void NoteWakes()
    {
        long wakeNs = _background!.NextWakeNs;
        _wakeNs = wakeNs == long.MaxValue ? wakeNs : wakeNs - _machine.Options.ClockOriginNs - _firstTimeNs;
        _horizonNs = Math.Max(_horizonNs, _clockNs);
        if (_wakeNs < _horizonNs)
        {
            SetTimer(_kernel.NowNs + Math.Max(0, _wakeNs - _clockNs));
        }
    }

    // A thread knows its next operation: whoever wakes up before that can now be let run.
    private void NoteNext(TraceThread run)
    {
        long clockNs = _isFlatOut ? run.DueNs : run.CurrentRecordedNs + run.LagNs;
        _horizonNs = Math.Max(_horizonNs, clockNs);
        bool isAtOnce = run.DueNs <= _kernel.NowNs;
        while (isAtOnce && _wakeNs < clockNs && TryRunBackground())
        {
            // Each run sets the next wake-up.
        }

        if (_wakeNs < clockNs)
        {
            SetTimer(Math.Max(_kernel.NowNs, run.DueNs - (clockNs - _wakeNs)));
        }
    }

    private void SetTimer(long timeNs) => _kernel.SetTimer(timeNs, ++_timer);

    // What the thread does is done now; its script is played when it gets a CPU. One that still plays its last script has to wait for that.
    private bool TryRunBackground()
    {
        TraceThread run = BackgroundThread(_background!.NextThread);
        if (run.IsInOperation)
        {
            return false;
        }

        run.IsInOperation = true;
        run.BeganNs = _kernel.NowNs;
        _clockNs = Math.Max(_clockNs, _wakeNs);
        _recorder.Begin(run.Thread, 0);
        _replay.RunNextBackground(_machine.Options.ClockOriginNs + _firstTimeNs + _clockNs);
        run.Thread.Script.Work(run.Thread.Charge(_recorder.End()));
        run.HasPurged = _recorder.HasPurged;
        _kernel.ResumeAt(run.Thread, _kernel.NowNs, long.MaxValue);
        NoteWakes();
        return true;
    }

    private NextStep EndBackground(TraceThread run)
    {
        run.IsInOperation = false;
        run.OperationCount++;
        run.InOperationsNs += _kernel.NowNs - run.BeganNs;
        NotePurge(run.Thread, run.HasPurged, run.BeganNs, _kernel.NowNs);
        NoteWakes();
        return NextStep.Wait;
    }

    private void NotePurge(SimThread thread, bool hasPurged, long beganNs, long endedNs)
    {
        if (hasPurged)
        {
            _kernel.Observer?.Purged(thread, beganNs, endedNs);
        }
    }

    private TraceThread BackgroundThread(int slot)
    {
        while (_backgroundThreads.Count <= slot)
        {
            TraceThread added = new(_kernel.AddThread(-1 - _backgroundThreads.Count), 0) { IsBackground = true };
            _backgroundThreads.Add(added);
            _threads.Add(added);
        }

        return _backgroundThreads[slot];
    }
}
