using System.Runtime.CompilerServices;

namespace AllocSim.Allocator.Glibc.Chunks;

/// <summary>How a chunk is laid out, and which lists chunks of a size go to. A chunk is named by its address; its object begins 16 bytes behind.</summary>
/// <remarks>
/// <code>
/// chunk +0   size of the chunk before, if that is free (boundary tag); else the last 8 bytes of its object
///       +8   size of this chunk, a multiple of 16, and three flags
///       +16  the object; of a free chunk: next and previous in its list
///       +32  of a free chunk of 1,024 bytes and more: next smaller and next larger size in its bin
/// </code>
/// Source: glibc 2.36, malloc/malloc.c.
/// </remarks>
internal static class Chunk
{
    /// <summary>Bytes from a chunk to its object.</summary>
    public const ulong HeaderBytes = 16;

    /// <summary>Bytes of a chunk that its object cannot use: its size; the tag before it belongs to the object of the chunk before.</summary>
    public const ulong OverheadBytes = 8;

    /// <summary>Smallest chunk.</summary>
    public const ulong MinBytes = 32;

    /// <summary>Chunks and their sizes are multiples of this.</summary>
    public const ulong Alignment = 16;

    /// <summary>Flag: the chunk before is in use, or there is none.</summary>
    public const ulong PreviousInUse = 1;

    /// <summary>Flag: the chunk is a mapping of its own.</summary>
    public const ulong Mapped = 2;

    /// <summary>Flag: the chunk belongs to another arena than the main one.</summary>
    public const ulong OtherArena = 4;

    /// <summary>All flags.</summary>
    public const ulong Flags = 7;

    /// <summary>Largest request: half the address space.</summary>
    public const ulong RequestBytesMax = long.MaxValue;

    /// <summary>Chunks from here on are large: their bins hold several sizes, in order.</summary>
    public const ulong LargeBytesMin = 1024;

    /// <summary>Bins; the first one that exists is 1.</summary>
    public const int BinCount = 128;

    /// <summary>The bin of chunks that are not sorted yet.</summary>
    public const int UnsortedBin = 1;

    /// <summary>Fast bins.</summary>
    public const int FastBinCount = 10;

    /// <summary>Size classes of a thread's cache.</summary>
    public const int CacheClassCount = 64;

    /// <summary>Bytes of the record of a thread's cache: a count and a list head for each class.</summary>
    public const ulong CacheRecordBytes = 640;

    /// <summary>Chunk size for a request; the request is at most <see cref="RequestBytesMax"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SizeFor(ulong request)
        => request + 23 < MinBytes ? MinBytes : (request + 23) & ~(Alignment - 1);

    /// <summary>Whether all chunks in this chunk's bin have the same size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSmall(ulong size) => size < LargeBytesMin;

    /// <summary>The cache's class for a chunk size; beyond all classes for a size that is not cached.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong CacheClassOf(ulong size) => unchecked(size - MinBytes + (Alignment - 1)) / Alignment;

    /// <summary>The fast bin for a chunk size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FastBinOf(ulong size) => (int)(size >> 4) - 2;

    /// <summary>The bin for a chunk size.</summary>
    public static int BinOf(ulong size) => IsSmall(size) ? (int)(size >> 4) : LargeBinOf(size);

    /// <summary>The bin for a large chunk's size: 64 bytes apart at first, then 512, 4,096, 32,768 and 262,144.</summary>
    public static int LargeBinOf(ulong size)
        => (size >> 6) <= 48 ? 48 + (int)(size >> 6)
            : (size >> 9) <= 20 ? 91 + (int)(size >> 9)
            : (size >> 12) <= 10 ? 110 + (int)(size >> 12)
            : (size >> 15) <= 4 ? 119 + (int)(size >> 15)
            : (size >> 18) <= 2 ? 124 + (int)(size >> 18)
            : 126;

    /// <summary>Rounds up to a multiple of a power of two; wraps around like the real arithmetic.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AlignUp(ulong value, ulong alignment) => unchecked(value + alignment - 1) & ~(alignment - 1);

    /// <summary>Rounds down to a multiple of a power of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AlignDown(ulong value, ulong alignment) => value & ~(alignment - 1);
}
