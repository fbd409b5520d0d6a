using System.Runtime.CompilerServices;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <content>
/// One trace, read in its order, becomes a queue for each thread. It is read as far as a thread needs, and so that threads are known when they start, within a limit;
/// a thread that is further ahead than the limit waits until the others have used up what was read for them. Operations of the thread that asks are taken straight from the batch.
/// </content>
public sealed partial class ContendedEngine<TAllocator, TProbe>
{
    private const int DiscoveryMax = 1 << 14;

    private OperationBatch _batch = new();
    private ReadAhead? _ahead;
    private TraceThread?[] _byNumber = new TraceThread?[64];
    private long _firstTimeNs;
    private int _next;
    private long _discoveredNs = long.MaxValue;
    private long _readCount;
    private int _queuedCount;
    private int _starvedCount;
    private int _keptMax = 1;
    private bool _hasEnded;

    /// <summary>Times that a thread had to wait because it was too far ahead of the trace's other threads.</summary>
    public long ReadAheadStalls { get; private set; }

    private void Open(ITraceSource source)
    {
        _ahead = new ReadAhead(source);
        if (!_ahead.TryRead(out OperationBatch? batch))
        {
            _hasEnded = true;
            return;
        }

        _ = TryTakeBatch();
        ref readonly Operation first = ref batch.Operations[0];
        _firstTimeNs = first.TimeNs;
        _machine.NowNs = _machine.Options.ClockOriginNs + first.TimeNs;
        _replay.Prepare(_options.OwnsThreads ? OwnMainThread() : first.Thread, 1024);
        NoteOperation(OperationKind.Ctl);
        AddThreads(batch);
    }

    // A thread that the trace does not use.
    private int OwnMainThread() => Math.Max(ContendedOptions.OwnMainThread, _batch.Operations.Take(_batch.Count).Max(o => o.Thread) + 1);

    private bool TryTakeNext(TraceThread run)
    {
        if (run.Count > 0)
        {
            TakeQueued(run);
        }
        else if (!TryTakeUnread(run))
        {
            return EndOrStarve(run);
        }

        run.CurrentRecordedNs = Compress(run.Current.TimeNs);
        long gap = run.CurrentRecordedNs - run.RecordedNs;
        run.DueNs = run.EndedNs + (_isFlatOut ? LoopNs(run) : Math.Max(0, gap - run.UncontendedNs));
        if (!run.HasThought)
        {
            NoteReading(run);
        }

        return true;
    }

    // The thread has come to know its next operation.
    private void NoteReading(TraceThread run)
    {
        if (_hasBackground)
        {
            NoteNext(run);
        }

        if (_starvedCount > 0)
        {
            FeedStarved();
        }
    }

    // The queue is empty: what comes next in the trace is the thread's, or others have to be read before it.
    private bool TryTakeUnread(TraceThread run)
    {
        while (run.Count == 0 && _queuedCount < _options.ReadAheadOperations && HasUnread())
        {
            int ahead = DistanceToNext(run);
            Queue(ahead >= 0 ? ahead : Math.Min(_batch.Count - _next, _options.ReadAheadOperations - _queuedCount));
            if (ahead >= 0)
            {
                run.Take(_batch.Operations[_next], _readCount);
                _objects.Bind(ref run.Current);
                _readCount++;
                _next++;
                return true;
            }
        }

        return false;
    }

    private bool EndOrStarve(TraceThread run)
    {
        if (_hasEnded)
        {
            return _options.OwnsThreads && !run.HasExited && AddExit(run);
        }

        run.IsStarved = true;
        _starvedCount++;
        ReadAheadStalls++;
        return false;
    }

    private bool AddExit(TraceThread run)
    {
        run.Take(new Operation { Kind = OperationKind.Exit, Thread = run.Thread.Number, Object = Operation.None, OldObject = Operation.None, TimeNs = _firstTimeNs }, _readCount);
        run.DueNs = run.EndedNs;
        run.HasThought = true;
        run.CurrentRecordedNs = run.RecordedNs;
        return true;
    }

    private void FeedStarved()
    {
        while (_starvedCount > 0 && _queuedCount < _options.ReadAheadOperations / 2 && HasUnread())
        {
            Queue(1);
        }
    }

    // Threads that start before a time have to be known by then: batches are read until one ends later.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Discover(long timeNs)
    {
        while (_discoveredNs <= timeNs && _ahead!.Count < DiscoveryMax && TryReadAhead())
        {
        }
    }

    // From here on there may be threads that can be discovered.
    private long DiscoverableNs => _ahead!.Count < DiscoveryMax ? _discoveredNs : long.MaxValue;

    private bool HasUnread() => _next < _batch.Count || (!_hasEnded && Refill());

    private bool Refill()
    {
        _next = 0;
        if (TryTakeBatch() || (TryReadAhead() && TryTakeBatch()))
        {
            return true;
        }

        _hasEnded = true;
        _batch = new OperationBatch(1);
        foreach (TraceThread run in _threads)
        {
            Feed(run, _readCount);
        }

        return false;
    }

    // Batches that no queue refers to any more are released when there are twice as many as remained the last time: asking all threads then costs little an operation.
    private bool TryTakeBatch()
    {
        if (!_ahead!.TryTake(out OperationBatch? taken))
        {
            return false;
        }

        _batch = taken;
        if (_ahead.KeptCount > _keptMax)
        {
            _ahead.Release(_threads.Where(run => run.Count > 0).Select(run => run.First.Batch).Append(_ahead.Taken).Min());
            _keptMax = (2 * _ahead.KeptCount) + (_threads.Count / 256);
        }

        return true;
    }

    // The threads of a new batch are made known at once; they start at their first operation's time.
    private bool TryReadAhead()
    {
        if (!_ahead!.TryRead(out OperationBatch? batch))
        {
            _discoveredNs = long.MaxValue;
            return false;
        }

        AddThreads(batch);
        return true;
    }

    private void AddThreads(OperationBatch batch)
    {
        ReadOnlySpan<Operation> operations = batch.Operations.AsSpan(0, batch.Count);
        long first = _ahead!.TotalCount - batch.Count;
        int known = -1;
        for (int i = 0; i < operations.Length; i++)
        {
            int number = operations[i].Thread;
            if (number == known)
            {
                continue;
            }

            known = number;
            if ((uint)number >= (uint)_byNumber.Length || _byNumber[number] is null)
            {
                AddThread(operations[i], first + i);
            }
        }

        _discoveredNs = Compress(operations[^1].TimeNs);
    }

    // Gives operations to their threads, which come to them later.
    private void Queue(int count)
    {
        int batch = _ahead!.Taken;
        ReadOnlySpan<Operation> given = _batch.Operations.AsSpan(_next, count);
        for (int i = 0; i < given.Length; i++)
        {
            ref readonly Operation operation = ref given[i];
            TraceThread run = _byNumber[operation.Thread]!;
            int old = operation.OldObject;
            int number = _objects.Bind(operation, ref old);
            if (run.ThinksOfUnread)
            {
                run.Take(operation, _readCount);
                run.Current.Object = number;
                run.Current.OldObject = old;
                run.CurrentRecordedNs = Compress(operation.TimeNs);
            }
            else
            {
                run.Add(new QueuedOperation(batch, _next + i, number, old));
                _queuedCount++;
            }

            Feed(run, _readCount);
            _readCount++;
        }

        _next += count;
    }

    // Makes the first operation of the queue the current one.
    private void TakeQueued(TraceThread run)
    {
        QueuedOperation first = run.First;
        run.Take(_ahead!.Of(first.Batch).Operations[first.Place], _ahead.FirstIndexOf(first.Batch) + first.Place);
        run.Current.Object = first.Object;
        run.Current.OldObject = first.OldObject;
        run.Drop(1);
        _queuedCount--;
    }

    private void Feed(TraceThread run, long index)
    {
        if (run.IsStarved)
        {
            run.IsStarved = false;
            _starvedCount--;
            _kernel.ResumeAt(run.Thread, _kernel.NowNs, index);
        }
    }

    private void AddThread(in Operation first, long index)
    {
        int number = first.Thread;
        if (number >= _byNumber.Length)
        {
            Array.Resize(ref _byNumber, Math.Max(number + 1, _byNumber.Length * 2));
        }

        long recorded = Compress(first.TimeNs);
        long startNs = Math.Max(_kernel.NowNs, _options.OwnsThreads || _options.IsFlatOut ? 0 : recorded);
        TraceThread added = new(_kernel.AddThread(number), recorded) { EndedNs = startNs };
        _byNumber[number] = added;
        _threads.Add(added);
        _kernel.ResumeAt(added.Thread, startNs, index);
    }

    private long Compress(long timeNs) => _speedup == 1 ? timeNs - _firstTimeNs : (timeNs - _firstTimeNs) / _speedup;
}
