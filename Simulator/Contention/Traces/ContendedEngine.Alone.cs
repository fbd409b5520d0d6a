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
    // The thread has just ended an operation, or thought of its next one for as long as was to be, and nobody wants to be told of what it reads and does.
    private bool IsAlone(TraceThread run)
        => !run.HasCurrent && (run.HasThought ? run.DueNs : run.EndedNs) == _kernel.NowNs && _starvedCount == 0 && !_hasBackground && !_isFlatOut && FirstBeginNs >= 0;

    // What an operation takes that may not be over yet is told as by Run.
    private AloneEnd RunAlone(TraceThread run, ref long workNs) => run.Count > 0 ? RunQueued(run, ref workNs) : RunUnread(run, ref workNs);

    // The row is compiled twice, so that it need not ask for each operation where that lies.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private AloneEnd RunQueued(TraceThread run, ref long workNs) => RunRow(run, isQueued: true, ref workNs);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private AloneEnd RunUnread(TraceThread run, ref long workNs) => RunRow(run, isQueued: false, ref workNs);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private AloneEnd RunRow(TraceThread run, bool isQueued, ref long workNs)
    {
        SimThread thread = run.Thread;
        ReadOnlySpan<QueuedOperation> waiting = isQueued ? run.Waiting : default;
        Operation[] operations = _batch.Operations;
        int batch = _ahead!.Taken;
        long firstIndex = 0;
        int count = isQueued ? waiting.Length : _batch.Count - _next;
        long limitNs = Math.Min(_kernel.NextEventNs, DiscoverableNs);
        bool isDue = run.HasThought;
        long endedNs = run.EndedNs;
        long recordedNs = run.RecordedNs;
        long uncontendedNs = run.UncontendedNs;
        int done = 0;
        int next = _next;
        _replay.OperationCount = _readCount;
        for (; done < count; done++)
        {
            int place = next + done;
            if (isQueued)
            {
                ref readonly QueuedOperation queued = ref waiting[done];
                place = queued.Place;
                if (queued.Batch != batch || done == 0)
                {
                    batch = queued.Batch;
                    operations = _ahead.Of(batch).Operations;
                    firstIndex = _ahead.FirstIndexOf(batch);
                }
            }

            Operation operation = operations[place];
            long timeNs = Compress(operation.TimeNs);
            long think = Math.Max(0, timeNs - recordedNs - uncontendedNs);
            long beginNs = endedNs + think;
            if (operation.Thread != thread.Number || ((think >= _sleepGapNs || beginNs >= limitNs) && !isDue))
            {
                break;
            }

            if (isQueued)
            {
                operation.Object = waiting[done].Object;
                operation.OldObject = waiting[done].OldObject;
            }

            if (!_objects.TryBegin(ref operation, isQueued, out ulong bytes))
            {
                break;
            }

            if (isQueued)
            {
                _replay.OperationCount = firstIndex + place;
            }

            isDue = false;
            recordedNs = timeNs;
            SetClock(ref operation, timeNs + run.LagNs);
            long faultPs = RunAtOnce(thread, operation);
            uncontendedNs = thread.Charge(_recorder.End() + faultPs);
            if (thread.Script.Count > 0 || beginNs + uncontendedNs >= limitNs || (isQueued && _objects.IsAwaited(operation)))
            {
                workNs = uncontendedNs;
                run.RecordedNs = recordedNs;
                long index = isQueued ? firstIndex + place : _readCount + done;
                Settle(run, done, endedNs, isQueued);
                if (beginNs > _kernel.NowNs)
                {
                    _kernel.AdvanceTo(beginNs);
                }

                _objects.IsUnderWay(operation);
                TakeFirst(run, operation, index, bytes, isQueued);
                NoteRun(run, beginNs, workNs, faultPs);
                return AloneEnd.UnderWay;
            }

            endedNs = beginNs + uncontendedNs;
            run.InOperationsNs += uncontendedNs;
            NoteAtOnce(thread, operation, bytes, endedNs, uncontendedNs, faultPs);
        }

        run.RecordedNs = recordedNs;
        run.UncontendedNs = uncontendedNs;
        Settle(run, done, endedNs, isQueued);
        return TryThink(run) ? AloneEnd.Thinks : AloneEnd.Stopped;
    }

    // What comes next begins after something else has happened, or so late that the thread sleeps: it thinks until then. It need not have been read for that, and as a rule all that is before it in the trace
    // will have been run by the time, so that nothing is put into a queue.
    private bool TryThink(TraceThread run)
    {
        if (run.HasThought)
        {
            return false;
        }

        bool isQueued = run.Count > 0;
        int ahead = isQueued ? 0 : DistanceToNext(run);
        if (ahead < 0)
        {
            return false;
        }

        long timeNs = isQueued ? _ahead!.Of(run.First.Batch).Operations[run.First.Place].TimeNs : _batch.Operations[_next + ahead].TimeNs;
        long think = Math.Max(0, Compress(timeNs) - run.RecordedNs - run.UncontendedNs);
        long beginNs = run.EndedNs + think;
        if (beginNs >= DiscoverableNs || (beginNs < _kernel.NextEventNs && think < _sleepGapNs))
        {
            return false;
        }

        run.DueNs = beginNs;
        run.HasThought = true;
        run.Thread.ThinkNs = think;
        run.Thread.ThinkOrder = isQueued ? _ahead!.FirstIndexOf(run.First.Batch) + run.First.Place : _readCount + ahead;
        _queuedCount -= isQueued ? 1 : 0;
        return true;
    }

    // What is before the thread's next operation is given to its threads, as TryTakeUnread would, so that the thread's own can be run from the batch.
    private bool TryBringUp(TraceThread run)
    {
        int ahead = run.Count > 0 ? 0 : DistanceToNext(run);
        if (ahead <= 0)
        {
            return false;
        }

        Queue(ahead);
        return true;
    }

    // Operations in the batch before the thread's next one; -1 when it is not there, or too far away to be read. What has been looked through once is not looked through again.
    private int DistanceToNext(TraceThread run)
    {
        int thread = run.Thread.Number;
        ReadOnlySpan<Operation> rest = _batch.Operations.AsSpan(_next, _batch.Count - _next);
        int i = (int)Math.Max(0, run.UnreadFrom - _readCount);
        int end = Math.Min(rest.Length, _options.ReadAheadOperations - _queuedCount);
        for (; i < end; i++)
        {
            if (rest[i].Thread == thread)
            {
                run.UnreadFrom = _readCount + i;
                return i;
            }
        }

        run.UnreadFrom = _readCount + i;
        return -1;
    }

    // Returns the time of page faults, picoseconds. Not inlined, so that it is compiled again from its profile, which a method with a loop is not.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long RunAtOnce(SimThread thread, in Operation operation)
    {
        _recorder.Begin(thread, WorkPs(operation));
        long faults = _machine.Pages.FaultCount;
        switch (operation.Kind)
        {
            case OperationKind.Malloc:
                _replay.RunMalloc(operation);
                break;
            case OperationKind.Free:
                _replay.RunFree(operation);
                break;
            default:
                RunWithCopies(operation);
                _objects.Ran(operation);
                break;
        }

        return (_machine.Pages.FaultCount - faults) * _faultPs;
    }

    // The operation is over.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NoteAtOnce(SimThread thread, in Operation operation, ulong bytes, long endedNs, long took, long faultPs)
    {
        OperationKind kind = operation.Kind;
        Latencies.Add(kind, bytes, took);
        if (took > _kindMaxNs[(int)kind])
        {
            NoteLong(thread, kind, bytes, endedNs - took, endedNs, faultPs);
        }
    }

    // It may have been longer than it is in any case for more than its work.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NoteLong(SimThread thread, OperationKind kind, ulong bytes, long beganNs, long endedNs, long faultPs)
    {
        ref OperationParts parts = ref Latencies.PartsOf(kind, bytes);
        parts.FaultPs += faultPs;
        parts.SystemCallPs += _recorder.SystemCallPs;
        NotePurge(thread, _recorder.HasPurged, beganNs, endedNs);
    }

    // Operations have begun and ended.
    private void Settle(TraceThread run, int count, long endedNs, bool isQueued)
    {
        if (count > 0)
        {
            run.EndedNs = endedNs;
            run.HasThought = false;
            run.OperationCount += count;
            _operationCount += count;
            LastEndNs = endedNs;
            _kernel.AdvanceTo(endedNs);
            Pass(run, count, isQueued);
        }
    }

    // An operation has begun.
    private void TakeFirst(TraceThread run, in Operation operation, long index, ulong bytes, bool isQueued)
    {
        run.Take(operation, index);
        run.Bytes = bytes;
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
