using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Replay;

/// <summary>Any number of probes, told in order. For runs that are watched closely; a run for speed uses <see cref="NoProbe"/>.</summary>
public readonly struct ProbeList(params IReplayProbe[] probes) : IReplayProbe
{
    /// <inheritdoc/>
    public void Before(long index, in Operation operation)
    {
        foreach (IReplayProbe probe in probes)
        {
            probe.Before(index, operation);
        }
    }

    /// <inheritdoc/>
    public void Waking(long index, long timeNs)
    {
        foreach (IReplayProbe probe in probes)
        {
            probe.Waking(index, timeNs);
        }
    }

    /// <inheritdoc/>
    public void Made(long index, in Operation operation, ulong address, ulong size)
    {
        foreach (IReplayProbe probe in probes)
        {
            probe.Made(index, operation, address, size);
        }
    }

    /// <inheritdoc/>
    public void Gone(long index, in Operation operation, ulong address, ulong size)
    {
        foreach (IReplayProbe probe in probes)
        {
            probe.Gone(index, operation, address, size);
        }
    }

    /// <inheritdoc/>
    public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize)
    {
        foreach (IReplayProbe probe in probes)
        {
            probe.Resized(index, operation, address, oldSize, newSize);
        }
    }

    /// <inheritdoc/>
    public void Sized(long index, in Operation operation, ulong size)
    {
        foreach (IReplayProbe probe in probes)
        {
            probe.Sized(index, operation, size);
        }
    }

    /// <inheritdoc/>
    public void Controlled(long index, in Operation operation, int error, ulong value)
    {
        foreach (IReplayProbe probe in probes)
        {
            probe.Controlled(index, operation, error, value);
        }
    }
}
