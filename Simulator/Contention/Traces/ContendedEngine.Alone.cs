using System.Runtime.CompilerServices;
using AllocSim.Simulator.Contention.Results;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <content>
/// Operations that come next in the trace and begin and end before anything else happens: most of most traces. One after the other they are run straight from the batch, and
/// the thread's record is brought up to date when the row of them ends.
/// </content>
public sealed partial class ContendedEngine<TAllocator, TProbe>
{
    // The thread has just ended an operation, and nobody wants to be told of what it reads and does.
    private bool IsAlone(TraceThread run)
        => !run.HasCurrent && run.EndedNs == _kernel.NowNs && _starvedCount == 0 && !_hasBackground && !_isFlatOut && FirstBeginNs >= 0;

    // Returns true when an operation was run that may not be over yet: what it takes is told as by Run.
    private bool RunAlone(TraceThread run, out long workNs)
    {
        SimThread thread = run.Thread;
        bool isQueued = run.Count > 0;
        Span<Operation> rest = isQueued ? run.Waiting : _batch.Operations.AsSpan(_next, _batch.Count - _next);
        long limitNs = Math.Min(_kernel.NextEventNs, DiscoverableNs);
        long endedNs = run.EndedNs;
        long recordedNs = run.RecordedNs;
        long uncontendedNs = run.UncontendedNs;
        int done = 0;
        _replay.OperationCount = _readCount;
        _acting = thread;
        foreach (ref Operation operation in rest)
        {
            long timeNs = Compress(operation.TimeNs);
            long think = Math.Max(0, timeNs - recordedNs - uncontendedNs);
            long beginNs = endedNs + think;
            if (operation.Thread != thread.Number || think >= _sleepGapNs || beginNs >= limitNs || !_objects.CanRunAtOnce(operation, isQueued))
            {
                break;
            }

            recordedNs = timeNs;
            if (isQueued)
            {
                _replay.OperationCount = run.IndexOf(done);
            }

            SetClock(ref operation, timeNs + run.LagNs);
            long faultPs = RunAtOnce(thread, ref operation, isQueued);
            uncontendedNs = thread.Charge(_recorder.End() + faultPs);
            if (thread.Script.Count > 0 || beginNs + uncontendedNs >= limitNs || (isQueued && _objects.IsAwaited(operation)))
            {
                workNs = uncontendedNs;
                run.RecordedNs = recordedNs;
                Settle(run, done, endedNs, isQueued);
                _kernel.AdvanceTo(beginNs);
                TakeFirst(run, operation, isQueued);
                NoteRun(run, beginNs, workNs, faultPs);
                return true;
            }

            done++;
            endedNs = beginNs + uncontendedNs;
            run.InOperationsNs += uncontendedNs;
            NoteAtOnce(thread, operation, endedNs, uncontendedNs, faultPs);
        }

        workNs = 0;
        run.RecordedNs = recordedNs;
        run.UncontendedNs = uncontendedNs;
        Settle(run, done, endedNs, isQueued);
        return false;
    }

    // Returns the time of page faults, picoseconds. Not inlined, so that it is compiled again from its profile, which a method with a loop is not.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long RunAtOnce(SimThread thread, ref Operation operation, bool isBound)
    {
        _recorder.Begin(thread, _kindPs[(int)operation.Kind]);
        long faults = _machine.Pages.FaultCount;
        switch (operation.Kind)
        {
            case OperationKind.Malloc:
                if (!isBound)
                {
                    _objects.BindMalloc(ref operation);
                }

                _replay.RunMalloc(operation);
                break;
            case OperationKind.Free:
                if (!isBound)
                {
                    _objects.BindFree(ref operation);
                }

                _replay.RunFree(operation);
                _objects.Take(operation.Object);
                break;
            default:
                if (!isBound)
                {
                    _objects.Bind(ref operation);
                }

                RunWithCopies(operation);
                _objects.Ran(operation);
                break;
        }

        return (_machine.Pages.FaultCount - faults) * _faultPs;
    }

    // The operation is over.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NoteAtOnce(SimThread thread, in Operation operation, long endedNs, long took, long faultPs)
    {
        OperationKind kind = operation.Kind;
        bool isFree = kind == OperationKind.Free;
        LatencyCell cell = Latencies.CellOf(kind, isFree ? _objects.BytesOf(operation.Object) : operation.Size);
        cell.Add(took);
        if (took > _kindMaxNs[(int)kind])
        {
            cell.Parts.FaultPs += faultPs;
            cell.Parts.SystemCallPs += _recorder.SystemCallPs;
            NotePurge(thread, _recorder.HasPurged, endedNs - took, endedNs);
        }

        if (!isFree)
        {
            _objects.Made(operation.Object);
        }
    }

    // Operations have begun and ended.
    private void Settle(TraceThread run, int count, long endedNs, bool isQueued)
    {
        if (count > 0)
        {
            run.EndedNs = endedNs;
            run.OperationCount += count;
            _operationCount += count;
            LastEndNs = endedNs;
            _kernel.AdvanceTo(endedNs);
            Pass(run, count, isQueued);
        }
    }

    // An operation has begun.
    private void TakeFirst(TraceThread run, in Operation operation, bool isQueued)
    {
        run.Take(operation, isQueued ? run.IndexOf(0) : _readCount);
        run.Bytes = IsFreeing(operation.Kind) ? _objects.BytesOf(operation.Object) : operation.Size;
        _operationCount++;
        Pass(run, 1, isQueued);
    }

    private void Pass(TraceThread run, int count, bool isQueued)
    {
        if (isQueued)
        {
            run.Drop(count);
            _queuedCount -= count;
        }
        else
        {
            _readCount += count;
            _next += count;
        }
    }
}
