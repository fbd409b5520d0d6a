using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Cli.Inspection;

/// <summary>Runs a replay through its trace up to chosen operations: all that belongs to one has then happened and nothing of the next.</summary>
internal sealed class TraceCursor : ICallStackSource, IDisposable
{
    private readonly ReplaySession _session;
    private readonly ITraceSource _source;
    private readonly OperationBatch _batch = new();
    private int _used;

    /// <summary>Stands before the first operation.</summary>
    public TraceCursor(ReplaySession session, ITraceSource source)
    {
        _session = session;
        _source = source;
        session.Names = source.Names;
        session.Machine.CallStacks = this;
    }

    /// <summary>The operation that was the last one to run; -1 before the first.</summary>
    public long Index => _session.OperationCount - 1;

    /// <summary>The thread of that operation; -1 before the first.</summary>
    public int Thread => Place(Index) is >= 0 and var place ? _batch.Operations[place].Thread : -1;

    /// <inheritdoc/>
    public int Current => StackOf(Index);

    /// <inheritdoc/>
    public IReadOnlyList<string> Frames(int number) => _source.CallStacks[number - 1];

    /// <summary>The trace's own number of the object that an operation of the batch under way makes.</summary>
    public long ObjectNumber(long index) => Place(index) is >= 0 and var place ? _batch.Objects[place] : -1;

    /// <summary>The call that an operation of the batch under way is; null for one that is not in it.</summary>
    public OperationKind? CallOf(long index) => Place(index) is >= 0 and var place ? _batch.Operations[place].Kind : null;

    /// <summary>Number of the call stack of an operation of the batch under way, from 1; 0 without one.</summary>
    public int StackOf(long index) => Place(index) is >= 0 and var place ? _batch.StackOf(place) : 0;

    /// <summary>Runs on until an operation has run.</summary>
    /// <returns>False: the trace has ended before it.</returns>
    public bool RunTo(long index)
    {
        while (Index < index)
        {
            if (_used == _batch.Count)
            {
                if (!_source.TryRead(_batch))
                {
                    return false;
                }

                _batch.FirstIndex = _session.OperationCount;
                _used = 0;
            }

            int count = (int)Math.Min(_batch.Count - _used, Math.Min(index, long.MaxValue - 1) - Index);
            int first = _used;
            _used += count;
            _session.Run(_batch.Operations.AsSpan(first, count));
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private int Place(long index)
    {
        long place = index - _batch.FirstIndex;
        return place >= 0 && place < _batch.Count ? (int)place : -1;
    }
}
