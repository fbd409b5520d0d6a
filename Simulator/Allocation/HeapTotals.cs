using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Simulator.Allocation;

/// <summary>What an allocator says of its memory at one instant. Its policy says which of the measures it fills in (<see cref="PolicyTraits.Measures"/>); they mean the same for every allocator. In bytes.</summary>
public struct HeapTotals : IEquatable<HeapTotals>
{
    /// <summary>Bytes in objects that the program or a cache holds, rounded up to their size classes.</summary>
    public ulong AllocatedBytes;

    /// <summary>Bytes in pages or chunks that objects are cut from, free parts of them included.</summary>
    public ulong ActiveBytes;

    /// <summary>Bytes that the allocator uses for its own records.</summary>
    public ulong MetadataBytes;

    /// <summary>Resident bytes as the allocator estimates them.</summary>
    public ulong ResidentBytes;

    /// <summary>Bytes mapped from the system that hold objects or are kept for them with memory behind.</summary>
    public ulong MappedBytes;

    /// <summary>Bytes of address space kept without memory behind it.</summary>
    public ulong RetainedBytes;

    /// <summary>Gauges of the allocator's own, in the order in which its policy declares them: <see cref="Policy.Gauges"/>.</summary>
    public OwnValues Own;

    /// <inheritdoc/>
    public readonly bool Equals(HeapTotals other)
        => AllocatedBytes == other.AllocatedBytes && ActiveBytes == other.ActiveBytes && MetadataBytes == other.MetadataBytes && ResidentBytes == other.ResidentBytes
            && MappedBytes == other.MappedBytes && RetainedBytes == other.RetainedBytes && ((ReadOnlySpan<ulong>)Own).SequenceEqual(other.Own);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is HeapTotals other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => (int)(AllocatedBytes ^ (ActiveBytes << 1) ^ (MappedBytes << 2));
}
