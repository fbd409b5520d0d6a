using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Replay;

namespace AllocSim.Allocator.Jemalloc;

/// <content>Statistics printed on the way.</content>
public readonly partial struct JemallocAllocator : IStatsPrintingAllocator
{
    /// <inheritdoc/>
    public Func<TextWriter>? StatsOutput
    {
        get => heap.StatsOutput;
        set => heap.StatsOutput = value;
    }
}
