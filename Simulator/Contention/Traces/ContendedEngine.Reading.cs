using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <content>
/// One trace, read in its order, becomes a queue for each thread. It is read as far as a thread needs and as recorded time has come, within a limit;
/// a thread that is further ahead than the limit waits until the others have used up what was read for them.
/// </content>
public sealed partial class ContendedEngine<TAllocator, TProbe>
{
    private readonly OperationBatch _batch = new();
    private ITraceSource? _source;
    private TraceThread?[] _byNumber = new TraceThread?[64];
    private long _firstTimeNs;
    private long _lastReadNs = -1;
    private long _readCount;
    private int _queuedCount;
    private int _starvedCount;
    private bool _hasEnded;

    /// <summary>Times that a thread had to wait because it was too far ahead of the trace's other threads.</summary>
    public long ReadAheadStalls { get; private set; }

    private void Open(ITraceSource source)
    {
        _source = source;
        if (!source.TryRead(_batch))
        {
            _hasEnded = true;
            return;
        }

        ref readonly Operation first = ref _batch.Operations[0];
        _firstTimeNs = first.TimeNs;
        _machine.NowNs = _machine.Options.ClockOriginNs + first.TimeNs;
        _replay.Prepare(_options.OwnsThreads ? OwnMainThread(first.Thread) : first.Thread, 1024);
        Distribute();
        ReadUpTo(0);
    }

    // A thread that the trace does not use.
    private int OwnMainThread(int first) => Math.Max(first, _batch.Operations.Take(_batch.Count).Max(o => o.Thread)) + 1;

    private bool TryTakeNext(TraceThread run)
    {
        while (run.Count == 0 && !_hasEnded && _queuedCount < _options.ReadAheadOperations)
        {
            Read();
        }

        if (run.Count > 0)
        {
            run.TakeNext();
            _queuedCount--;
            long gap = Compress(run.Current.Operation.TimeNs) - run.RecordedNs;
            run.DueNs = run.EndedNs + (!_options.IsFlatOut ? Math.Max(0, gap - run.UncontendedNs) : run.OperationCount == 0 ? 0 : _costs[CostKind.Loop]);
            if (!_hasEnded && (_lastReadNs <= _kernel.NowNs || _starvedCount > 0))
            {
                ReadUpTo(_kernel.NowNs);
            }

            return true;
        }

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
        run.Current = new QueuedOperation { Operation = new Operation { Kind = OperationKind.Exit, Thread = run.Thread.Number, Object = Operation.None, OldObject = Operation.None, TimeNs = _firstTimeNs }, Index = _readCount };
        run.HasCurrent = true;
        run.DueNs = run.EndedNs;
        run.HasThought = true;
        return true;
    }

    private void ReadUpTo(long timeNs)
    {
        while (!_hasEnded && _queuedCount < _options.ReadAheadOperations / 2 && (_lastReadNs <= timeNs || _starvedCount > 0))
        {
            Read();
        }
    }

    private void Read()
    {
        if (_source!.TryRead(_batch))
        {
            Distribute();
            return;
        }

        _hasEnded = true;
        foreach (TraceThread run in _threads)
        {
            Feed(run, _readCount);
        }
    }

    private void Distribute()
    {
        for (int i = 0; i < _batch.Count; i++)
        {
            ref Operation operation = ref _batch.Operations[i];
            long index = _readCount++;
            _objects.Bind(ref operation);
            TraceThread run = (uint)operation.Thread < (uint)_byNumber.Length && _byNumber[operation.Thread] is { } known ? known : AddThread(operation, index);
            run.Add(operation, index);
            if (run.IsStarved)
            {
                Feed(run, index);
            }
        }

        _queuedCount += _batch.Count;
        _lastReadNs = Compress(_batch.Operations[_batch.Count - 1].TimeNs);
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

    private TraceThread AddThread(in Operation first, long index)
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
        return added;
    }

    private long Compress(long timeNs) => _options.Speedup == 1 ? timeNs - _firstTimeNs : (timeNs - _firstTimeNs) / _options.Speedup;
}
