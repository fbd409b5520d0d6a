namespace AllocSim.Workloads.Transforms;

/// <summary>A part of a trace, by index or by time; both may bound it.</summary>
public sealed record TraceRange
{
    /// <summary>Index of the first operation.</summary>
    public long FromIndex { get; init; }

    /// <summary>Index of the first operation that is no longer part of it.</summary>
    public long ToIndex { get; init; } = long.MaxValue;

    /// <summary>Earliest time, nanoseconds.</summary>
    public long FromTimeNs { get; init; }

    /// <summary>The first time that is no longer part of it, nanoseconds.</summary>
    public long ToTimeNs { get; init; } = long.MaxValue;

    /// <summary>Whether no operation can be part of it.</summary>
    public bool IsEmpty => FromIndex >= ToIndex || FromTimeNs >= ToTimeNs;

    /// <summary>Whether an operation comes before the part.</summary>
    public bool IsBefore(long index, long timeNs) => index < FromIndex || timeNs < FromTimeNs;

    /// <summary>Whether an operation comes after the part.</summary>
    public bool IsPast(long index, long timeNs) => index >= ToIndex || timeNs >= ToTimeNs;
}
