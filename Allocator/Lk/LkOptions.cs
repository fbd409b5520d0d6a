namespace AllocSim.Allocator.Lk;

/// <summary>What the model assumes where the publications say nothing. Each is an option.</summary>
public sealed record LkOptions
{
    /// <summary>subheaps: how many there are, 1 to 4096; 0 for twice the CPUs. Default 0.</summary>
    public int Subheaps { get; init; }

    /// <summary>assign: how a thread gets its subheap. Default <see cref="LkAssignment.Hash"/>.</summary>
    public LkAssignment Assignment { get; init; } = LkAssignment.Hash;

    /// <summary>locks:lists: one subheap with a lock for each free list and one for the rest, the design that the authors tried first. Default false: a lock for each subheap.</summary>
    public bool LocksLists { get; init; }

    /// <summary>region: bytes that a subheap takes from the system at a time, a power of two from 64 KiB to 64 MiB; more for one larger block. Default 64 KiB.</summary>
    public ulong RegionBytes { get; init; } = 64 << 10;

    /// <summary>exact_max: up to here there is a free list every 8 bytes; a power of two from 64 to 4096. Default 512.</summary>
    public ulong ExactMax { get; init; } = 512;

    /// <summary>class_max: up to here there are four free lists per doubling; a power of two from exact_max to half of the region. Default 32 KiB.</summary>
    public ulong ClassMax { get; init; } = 32 << 10;

    /// <summary>map_above: larger requests get a mapping of their own; from class_max to 1 GiB. Default 1 MiB.</summary>
    public ulong MapAbove { get; init; } = 1 << 20;
}
