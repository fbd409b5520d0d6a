namespace AllocSim.Workloads.Sources;

/// <summary>A point in a trace that has a meaning beyond the calls.</summary>
/// <param name="Index">Index of the operation that it stands before.</param>
/// <param name="TimeNs">When, on the trace's clock.</param>
/// <param name="Thread">The thread that it concerns.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Value">Bytes for a resident-set sample, process number for a fork; otherwise 0.</param>
/// <param name="Text">A name or note; may be empty.</param>
public sealed record TraceMark(long Index, long TimeNs, int Thread, TraceMarkKind Kind, long Value, string Text);
