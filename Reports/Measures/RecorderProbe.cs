using System.Runtime.CompilerServices;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Reports.Measures;

/// <summary>A <see cref="RunRecorder"/> that watches alone: a struct, so that the replay's loop is compiled for it and calls it directly. A point of a sweep is such a run.</summary>
public readonly struct RecorderProbe(RunRecorder recorder) : IReplayProbe
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Before(long index, in Operation operation) => recorder.Before(index, operation);

    /// <inheritdoc/>
    public void Waking(long index, long timeNs) => recorder.Waking(index, timeNs);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Made(long index, in Operation operation, ulong address, ulong size) => recorder.Made(index, operation, address, size);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Gone(long index, in Operation operation, ulong address, ulong size) => recorder.Gone(index, operation, address, size);

    /// <inheritdoc/>
    public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize) => recorder.Resized(index, operation, address, oldSize, newSize);

    /// <inheritdoc/>
    public void Sized(long index, in Operation operation, ulong size) => recorder.Sized(index, operation, size);

    /// <inheritdoc/>
    public void Controlled(long index, in Operation operation, int error, ulong value) => recorder.Controlled(index, operation, error, value);
}
