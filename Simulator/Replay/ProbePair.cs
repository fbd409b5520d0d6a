using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Replay;

/// <summary>Two probes that watch the same replay, the first one always told first.</summary>
public struct ProbePair<TFirst, TSecond>(TFirst first, TSecond second) : IReplayProbe
    where TFirst : struct, IReplayProbe
    where TSecond : struct, IReplayProbe
{
    /// <inheritdoc/>
    public static bool NeedsSizes => TFirst.NeedsSizes || TSecond.NeedsSizes;

    private TFirst _first = first;
    private TSecond _second = second;

    /// <inheritdoc/>
    public void Before(long index, in Operation operation)
    {
        _first.Before(index, operation);
        _second.Before(index, operation);
    }

    /// <inheritdoc/>
    public void Waking(long index, long timeNs)
    {
        _first.Waking(index, timeNs);
        _second.Waking(index, timeNs);
    }

    /// <inheritdoc/>
    public void Made(long index, in Operation operation, ulong address, ulong size)
    {
        _first.Made(index, operation, address, size);
        _second.Made(index, operation, address, size);
    }

    /// <inheritdoc/>
    public void Gone(long index, in Operation operation, ulong address, ulong size)
    {
        _first.Gone(index, operation, address, size);
        _second.Gone(index, operation, address, size);
    }

    /// <inheritdoc/>
    public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize)
    {
        _first.Resized(index, operation, address, oldSize, newSize);
        _second.Resized(index, operation, address, oldSize, newSize);
    }

    /// <inheritdoc/>
    public void Sized(long index, in Operation operation, ulong size)
    {
        _first.Sized(index, operation, size);
        _second.Sized(index, operation, size);
    }

    /// <inheritdoc/>
    public void Controlled(long index, in Operation operation, int error, ulong value)
    {
        _first.Controlled(index, operation, error, value);
        _second.Controlled(index, operation, error, value);
    }
}
