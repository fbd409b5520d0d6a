using System.Numerics;

namespace AllocSim.Allocator.Jemalloc.Slabs;

/// <summary>The free regions of a slab, a set bit each; the lowest is taken first.</summary>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/bitmap.h` and `src/arena.c` (arena_slab_reg_alloc_batch).</remarks>
internal static class SlabBitmap
{
    /// <summary>All regions become free.</summary>
    public static void Init(Span<ulong> bitmap, int regions)
    {
        int words = (regions + 63) / 64;
        bitmap[..words].Fill(ulong.MaxValue);
        if ((regions & 63) != 0)
        {
            bitmap[words - 1] = (1UL << (regions & 63)) - 1;
        }
    }

    /// <summary>Takes the lowest free region; there must be one.</summary>
    public static int TakeFirst(Span<ulong> bitmap)
    {
        int word = 0;
        while (bitmap[word] == 0)
        {
            word++;
        }

        int bit = BitOperations.TrailingZeroCount(bitmap[word]);
        bitmap[word] &= bitmap[word] - 1;
        return (word << 6) + bit;
    }

    /// <summary>Takes the lowest free regions, as many as there is room for their addresses; there must be so many.</summary>
    public static void TakeFirst(Span<ulong> bitmap, ulong slabAddress, ulong regionSize, Span<ulong> addresses)
    {
        int word = 0;
        ulong free = bitmap[0];
        for (int i = 0; i < addresses.Length; i++)
        {
            while (free == 0)
            {
                bitmap[word] = 0;
                free = bitmap[++word];
            }

            addresses[i] = slabAddress + (regionSize * (ulong)((word << 6) + BitOperations.TrailingZeroCount(free)));
            free &= free - 1;
        }

        bitmap[word] = free;
    }

    /// <summary>Whether a region is free.</summary>
    public static bool IsFree(ReadOnlySpan<ulong> bitmap, int region) => (bitmap[region >> 6] >> (region & 63) & 1) != 0;

    /// <summary>A region becomes free.</summary>
    public static void Release(Span<ulong> bitmap, int region) => bitmap[region >> 6] |= 1UL << (region & 63);

    /// <summary>Free regions.</summary>
    public static int CountFree(ReadOnlySpan<ulong> bitmap)
    {
        int count = 0;
        foreach (ulong word in bitmap)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }
}
