using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Cli.Inspection;

/// <summary>A watch on what becomes of objects; what it does not need it leaves as it is.</summary>
internal abstract class ObjectProbe : IReplayProbe
{
    /// <inheritdoc/>
    public void Before(long index, in Operation operation)
    {
    }

    /// <inheritdoc/>
    public abstract void Made(long index, in Operation operation, ulong address, ulong size);

    /// <inheritdoc/>
    public abstract void Gone(long index, in Operation operation, ulong address, ulong size);

    /// <inheritdoc/>
    public abstract void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize);

    /// <inheritdoc/>
    public void Sized(long index, in Operation operation, ulong size)
    {
    }

    /// <inheritdoc/>
    public void Controlled(long index, in Operation operation, int error, ulong value)
    {
    }
}
