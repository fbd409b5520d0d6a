using AllocSim.Allocator.Jemalloc.Background;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <summary>The statistics of the whole allocator at the last refresh. Bytes unless a name says otherwise.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/ctl.h`, `ctl_stats_t`.</remarks>
internal sealed class CtlStats
{
    /// <summary>Objects in use.</summary>
    public ulong Allocated;

    /// <summary>Active pages.</summary>
    public ulong Active;

    /// <summary>Metadata.</summary>
    public ulong Metadata;

    /// <summary>Extent records.</summary>
    public ulong MetadataEdata;

    /// <summary>The page map.</summary>
    public ulong MetadataRtree;

    /// <summary>Huge pages that hold metadata.</summary>
    public ulong MetadataThp;

    /// <summary>Resident memory as the allocator estimates it.</summary>
    public ulong Resident;

    /// <summary>Mapped memory.</summary>
    public ulong Mapped;

    /// <summary>Address space kept without memory behind it.</summary>
    public ulong Retained;

    /// <summary>The background threads.</summary>
    public BackgroundThreadStats BackgroundThreads;

    /// <summary>Counters of the global mutexes, by <see cref="GlobalMutex"/>.</summary>
    public MutexProfile[] Mutexes { get; } = new MutexProfile[(int)GlobalMutex.Count];
}
