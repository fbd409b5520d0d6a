using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Replay;

/// <summary>Feeds an <see cref="AddressLog"/>.</summary>
public readonly struct AddressProbe(AddressLog log) : IReplayProbe
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
    public void Made(long index, in Operation operation, ulong address, ulong size) => log.Address(index, address);

    /// <inheritdoc/>
    public void Gone(long index, in Operation operation, ulong address, ulong size)
    {
    }

    /// <inheritdoc/>
    public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize)
    {
    }

    /// <inheritdoc/>
    public void Sized(long index, in Operation operation, ulong size) => log.Size(index, size);

    /// <inheritdoc/>
    public void Controlled(long index, in Operation operation, int error, ulong value) => log.Control(index, error, value);
}
