using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Stats;

namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <summary>What the controls keep of an arena, of the sum of all arenas, or of the sum of the destroyed ones.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/ctl.h`, `ctl_arena_t`.</remarks>
internal sealed class CtlArena
{
    /// <summary>Makes the record of an arena index.</summary>
    public CtlArena(ulong index, SizeClasses sizes, ulong address)
    {
        Index = index;
        Address = address;
        Stats = new ArenaStatsSnapshot(sizes);
    }

    /// <summary>The arena's index, or the special index of a sum.</summary>
    public ulong Index { get; }

    /// <summary>Where the record lies in simulated memory.</summary>
    public ulong Address { get; }

    /// <summary>The arena existed at the last refresh.</summary>
    public bool IsInitialized { get; set; }

    /// <summary>Its statistics at the last refresh.</summary>
    public ArenaStatsSnapshot Stats { get; }
}
