namespace AllocSim.Cli.Inspection;

/// <summary>An object of the trace, and its end where that has come.</summary>
/// <param name="Number">Objects made before it.</param>
/// <param name="Address">Where it lies.</param>
/// <param name="Size">Bytes asked for.</param>
/// <param name="Operation">The operation that made it.</param>
/// <param name="Thread">The thread that did.</param>
/// <param name="TimeNs">When, on the trace's clock.</param>
public sealed record FollowedBlock(long Number, ulong Address, ulong Size, long Operation, int Thread, long TimeNs)
{
    /// <summary>The operation that ended it; -1 while it lives.</summary>
    public long EndOperation { get; init; } = -1;

    /// <summary>The thread that ended it.</summary>
    public int EndThread { get; init; }
}
