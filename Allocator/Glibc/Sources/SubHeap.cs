using AllocSim.Allocator.Glibc.Arenas;

namespace AllocSim.Allocator.Glibc.Sources;

/// <summary>A piece of address space that an arena other than the main one grows in. (heap_info)</summary>
internal sealed class SubHeap
{
    /// <summary>Bytes of its record, at its start.</summary>
    public const ulong RecordBytes = 48;

    /// <summary>Of the record, what is written.</summary>
    public const ulong WrittenBytes = 40;

    /// <summary>Where it begins.</summary>
    public ulong Base { get; set; }

    /// <summary>Bytes in use.</summary>
    public ulong Size { get; set; }

    /// <summary>Bytes that were ever opened for access. (mprotect_size)</summary>
    public ulong OpenedBytes { get; set; }

    /// <summary>The arena.</summary>
    public SubArena? Arena { get; set; }

    /// <summary>The heap that the arena had before.</summary>
    public SubHeap? Previous { get; set; }

    /// <summary>First address behind what is in use.</summary>
    public ulong End => Base + Size;
}
