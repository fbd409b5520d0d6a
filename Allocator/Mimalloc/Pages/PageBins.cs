using System.Numerics;

namespace AllocSim.Allocator.Mimalloc.Pages;

/// <summary>The bins: sizes of blocks, an eighth apart beyond 64 bytes.</summary>
/// <remarks>mimalloc 2.0.9, `src/page-queue.c` mi_bin and `src/init.c`. Bins 3, 5 and 7 are never used: beyond 8 bytes blocks are multiples of 16.</remarks>
internal static class PageBins
{
    /// <summary>The bin of large and huge pages, which hold one block.</summary>
    public const int Huge = 73;

    /// <summary>The queue of full pages.</summary>
    public const int Full = Huge + 1;

    /// <summary>Bins, the queue of full pages included.</summary>
    public const int Count = Full + 1;

    private const ulong WordsMax = Layout.MediumObjectMax / 8;

    private static readonly ulong[] Sizes = [.. Enumerable.Range(0, Count).Select(SizeFor)];

    /// <summary>The size of a bin's blocks, bytes; of the last two a number that is larger than any other's.</summary>
    public static ulong SizeOf(int bin) => Sizes[bin];

    /// <summary>The bin for a size.</summary>
    public static int BinOf(ulong bytes)
    {
        ulong words = (bytes + 7) / 8;
        if (words <= 1)
        {
            return 1;
        }

        if (words <= 8)
        {
            return (int)((words + 1) & ~1UL);
        }

        if (words > WordsMax)
        {
            return Huge;
        }

        words--;
        int bit = BitOperations.Log2(words);
        return (bit << 2) + (int)(words >> (bit - 2) & 3) - 3;
    }

    private static ulong SizeFor(int bin) => bin switch
    {
        0 => 8,
        <= 8 => 8 * (ulong)bin,
        Huge => Layout.MediumObjectMax + 8,
        Full => Layout.MediumObjectMax + 16,
        _ => 8 * ((ulong)(4 + ((bin + 3) & 3) + 1) << (((bin + 3) >> 2) - 2)),
    };
}
