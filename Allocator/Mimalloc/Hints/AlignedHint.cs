using AllocSim.Allocator.Mimalloc.Threads;

namespace AllocSim.Allocator.Mimalloc.Hints;

/// <summary>Where the next mapping is asked to lie: from a place drawn once, between 2 and 6 TiB, upwards, on the boundary of a segment.</summary>
/// <remarks>mimalloc 2.0.9, `src/os.c` mi_os_get_aligned_hint.</remarks>
internal sealed class AlignedHint
{
    private const ulong First = 2UL << 40;
    private const ulong Area = 4UL << 40;
    private const ulong Last = 30UL << 40;
    private const ulong SizeMax = Layout.GiB;

    private ulong _next;

    /// <summary>The next place; 0 for none, where the alignment or the size is not one for hints.</summary>
    /// <param name="alignment">The alignment that is wanted.</param>
    /// <param name="bytes">Length.</param>
    /// <param name="heap">The heap of the thread that asks: its generator draws.</param>
    public ulong Take(ulong alignment, ulong bytes, ThreadHeap heap)
    {
        if (alignment is <= 1 or > Layout.SegmentBytes)
        {
            return 0;
        }

        bytes = Layout.Up(bytes, Layout.SegmentBytes);
        if (bytes > SizeMax)
        {
            return 0;
        }

        ulong hint = _next;
        if (hint is 0 or > Last)
        {
            hint = First + (Layout.SegmentBytes * ((heap.NextRandom() >> 17) & 0xfffff) % Area);
        }

        _next = hint + bytes;
        return hint % alignment != 0 ? 0 : hint;
    }
}
