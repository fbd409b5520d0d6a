namespace AllocSim.Allocator.Mimalloc.Threads;

/// <summary>How many threads the library believes there are, the main one included. A thread that ends is taken off twice, see <see cref="ThreadTable"/>, so the number can wrap below 0.</summary>
internal sealed class ThreadCensus
{
    /// <summary>The number.</summary>
    public ulong Count { get; set; } = 1;
}
