using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Replay;

namespace AllocSim.Allocator.Jemalloc;

/// <content>The background threads as a replay sees them.</content>
public readonly partial struct JemallocAllocator : IBackgroundAllocator
{
    /// <inheritdoc/>
    public bool HasBackgroundThreads => heap.HasBackgroundThreads;

    /// <inheritdoc/>
    public long NextWakeNs => heap.NextWakeNs;

    /// <inheritdoc/>
    public int NextThread => heap.NextBackgroundThread;

    /// <inheritdoc/>
    public void RunNext() => heap.RunNextBackgroundThread();
}
