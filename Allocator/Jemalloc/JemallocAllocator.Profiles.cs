using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Replay;

namespace AllocSim.Allocator.Jemalloc;

/// <content>Heap profiles.</content>
public readonly partial struct JemallocAllocator : IProfilingAllocator
{
    /// <inheritdoc/>
    public bool IsProfiling => heap.IsProfiling;

    /// <inheritdoc/>
    public bool HasLeaks => heap.HasLeaks;

    /// <inheritdoc/>
    public Func<string, TextWriter>? OpenProfile
    {
        get => heap.OpenProfile;
        set => heap.OpenProfile = value;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> WriteProfile(int thread, TextWriter? output) => heap.WriteProfile(thread, output);
}
