using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Replay;

/// <summary>Watches nothing.</summary>
public readonly struct NoProbe : IReplayProbe
{
    /// <inheritdoc/>
    public static bool NeedsSizes => false;

    /// <inheritdoc/>
    public void Before(long index, in Operation operation)
    {
    }

    /// <inheritdoc/>
    public void Waking(long index, long timeNs)
    {
    }

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
}
