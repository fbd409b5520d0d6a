using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Replay;

/// <summary>Stops a replay for a look after chosen operations: when all that belongs to one has happened and nothing of the next.</summary>
public sealed class MomentWatch : IReplayProbe
{
    private readonly long[] _moments;
    private readonly bool _atEnd;
    private readonly Action<long> _look;
    private int _next;
    private long _begun;

    /// <summary>Makes a watch.</summary>
    /// <param name="moments">Indices of the operations, in any order.</param>
    /// <param name="atEnd">Whether to look after the last operation, too.</param>
    /// <param name="look">Gets the index of the operation that was the last one to run.</param>
    public MomentWatch(IEnumerable<long> moments, bool atEnd, Action<long> look)
    {
        _moments = [.. moments.Distinct().Order()];
        _atEnd = atEnd;
        _look = look;
    }

    /// <summary>The chosen operations that the trace did not reach; to be asked after <see cref="Finish"/>.</summary>
    public IReadOnlyList<long> Missed => _moments[_next..];

    /// <inheritdoc/>
    public void Before(long index, in Operation operation)
    {
        LookAfter(index - 1);
        _begun = index + 1;
    }

    /// <inheritdoc/>
    public void Waking(long index, long timeNs) => LookAfter(index - 1);

    /// <inheritdoc/>
    public void Made(long index, in Operation operation, ulong address, ulong size)
    {
    }

    /// <inheritdoc/>
    public void Gone(long index, in Operation operation, ulong address, ulong size)
    {
    }

    /// <inheritdoc/>
    public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize)
    {
    }

    /// <inheritdoc/>
    public void Sized(long index, in Operation operation, ulong size)
    {
    }

    /// <inheritdoc/>
    public void Controlled(long index, in Operation operation, int error, ulong value)
    {
    }

    /// <summary>The trace has ended: looks after its last operation where that was chosen.</summary>
    public void Finish()
    {
        long last = _begun - 1;
        bool isChosen = _next < _moments.Length && _moments[_next] == last;
        LookAfter(last);
        if (_atEnd && last >= 0 && !isChosen)
        {
            _look(last);
        }
    }

    private void LookAfter(long index)
    {
        if (_next < _moments.Length && _moments[_next] == index)
        {
            _next++;
            _look(index);
        }
    }
}
