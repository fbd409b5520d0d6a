using System.Runtime.CompilerServices;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Reports.Measures.Points;

/// <summary>A <see cref="PointRecorder"/> that watches alone: a struct, so that the replay's loop is compiled for it and calls it directly.</summary>
public readonly struct PointProbe(PointRecorder recorder) : IReplayProbe
{
    /// <summary>No: the trace's demand has them.</summary>
    public static bool NeedsSizes => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Before(long index, in Operation operation) => recorder.Before(index);

    /// <inheritdoc/>
    public void Waking(long index, long timeNs) => recorder.GiveUp();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Made(long index, in Operation operation, ulong address, ulong size) => recorder.Change(address);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Gone(long index, in Operation operation, ulong address, ulong size) => recorder.Change(address);

    /// <inheritdoc/>
    public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize) => recorder.GiveUp();

    /// <inheritdoc/>
    public void Sized(long index, in Operation operation, ulong size)
    {
    }

    /// <inheritdoc/>
    public void Controlled(long index, in Operation operation, int error, ulong value) => recorder.GiveUp();
}
