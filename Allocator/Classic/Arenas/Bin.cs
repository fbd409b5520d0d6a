using AllocSim.Allocator.Classic.Runs;
using AllocSim.Allocator.Classic.Sizes;
using AllocSim.Allocator.Classic.Threads;

namespace AllocSim.Allocator.Classic.Arenas;

/// <summary>A small size class of an arena. (arena_bin_t)</summary>
internal sealed class Bin
{
    /// <summary>Makes a bin without runs.</summary>
    public Bin(BinInfo info, MallocMutex mutex, BinSums sums)
    {
        Sums = sums;
        Info = info;
        RegionBytes = info.RegionBytes;
        Mutex = mutex;
    }

    /// <summary>Its size class.</summary>
    public BinInfo Info { get; }

    /// <summary>Bytes of a region.</summary>
    public readonly ulong RegionBytes;

    /// <summary>What all bins of its arena have.</summary>
    public readonly BinSums Sums;

    /// <summary>Protects all of it. (lock)</summary>
    public MallocMutex Mutex { get; }

    /// <summary>The run that serves requests; <see cref="Run.None"/> for none. (runcur)</summary>
    public Run Current = Run.None;

    /// <summary>Other runs with free regions. (runs)</summary>
    public RunHeap Nonfull { get; } = new();

    /// <summary>What it counts; the bytes are <see cref="AllocatedBytes"/>.</summary>
    public BinCounts Counts;

    /// <summary>Bytes handed out, those in caches with them. (allocated)</summary>
    public ulong AllocatedBytes => unchecked(Counts.Mallocs - Counts.Dallocs) * RegionBytes;
}
