using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Cli.Inspection;

/// <summary>Follows the objects of a trace: which live, and of what lay where the last that ended there.</summary>
public sealed class TraceFollower : IReplayProbe
{
    private readonly SortedDictionary<ulong, FollowedBlock> _live = [];
    private readonly Dictionary<ulong, FollowedBlock> _ended = [];
    private long _made;

    /// <summary>The live objects by address.</summary>
    public IReadOnlyCollection<FollowedBlock> Live => _live.Values;

    /// <summary>The objects that ended last at each address where none lives.</summary>
    public IReadOnlyCollection<FollowedBlock> Ended => _ended.Values;

    /// <summary>Objects made so far.</summary>
    public long Made => _made;

    /// <inheritdoc/>
    public void Before(long index, in Operation operation)
    {
    }

    /// <inheritdoc/>
    void IReplayProbe.Made(long index, in Operation operation, ulong address, ulong size)
    {
        if (address != 0)
        {
            _live[address] = new FollowedBlock(_made, address, size, index, operation.Thread, operation.TimeNs);
            _ended.Remove(address);
        }

        _made++;
    }

    /// <inheritdoc/>
    public void Gone(long index, in Operation operation, ulong address, ulong size)
    {
        if (_live.Remove(address, out FollowedBlock? block))
        {
            _ended[address] = block with { EndOperation = index, EndThread = operation.Thread };
        }
    }

    /// <inheritdoc/>
    public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize)
    {
        if (_live.TryGetValue(address, out FollowedBlock? block))
        {
            _live[address] = block with { Size = newSize };
        }
    }

    /// <inheritdoc/>
    public void Sized(long index, in Operation operation, ulong size)
    {
    }

    /// <inheritdoc/>
    public void Controlled(long index, in Operation operation, int error, ulong value)
    {
    }
}
