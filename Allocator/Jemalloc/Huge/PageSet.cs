using System.Numerics;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>A set of the pages of one huge page, a bit each.</summary>
/// <param name="count">Pages that there are.</param>
/// <remarks>Source of the operations: jemalloc 5.3.0, `include/jemalloc/internal/fb.h`.</remarks>
internal readonly struct PageSet(int count)
{
    private readonly ulong[] _words = new ulong[(count + 63) / 64];

    /// <summary>The first page in the set from one on; the number of pages when there is none.</summary>
    public int NextIn(int from) => Next(from, 0);

    /// <summary>The first page outside of the set from one on; the number of pages when there is none.</summary>
    public int NextOut(int from) => Next(from, ulong.MaxValue);

    /// <summary>The last page in the set up to one; -1 when there is none.</summary>
    public int LastIn(int upTo)
    {
        for (int word = upTo >> 6; word >= 0; word--)
        {
            ulong bits = word == upTo >> 6 ? _words[word] & (ulong.MaxValue >> (63 - (upTo & 63))) : _words[word];
            if (bits != 0)
            {
                return (word << 6) + BitOperations.Log2(bits);
            }
        }

        return -1;
    }

    /// <summary>Pages in the set.</summary>
    public int Count()
    {
        int pages = 0;
        foreach (ulong word in _words)
        {
            pages += BitOperations.PopCount(word);
        }

        return pages;
    }

    /// <summary>Puts a run of pages in.</summary>
    /// <returns>How many of them were not in.</returns>
    public int Add(int first, int length)
    {
        int added = 0;
        for (int page = first; page < first + length;)
        {
            ulong mask = MaskAt(page, first + length, out int next);
            ref ulong word = ref _words[page >> 6];
            added += BitOperations.PopCount(mask & ~word);
            word |= mask;
            page = next;
        }

        return added;
    }

    /// <summary>Takes a run of pages out.</summary>
    public void Remove(int first, int length)
    {
        for (int page = first; page < first + length;)
        {
            ulong mask = MaskAt(page, first + length, out int next);
            _words[page >> 6] &= ~mask;
            page = next;
        }
    }

    /// <summary>Becomes the pages that are in one set and not in another.</summary>
    public void BecomeDifference(PageSet of, PageSet without)
    {
        for (int i = 0; i < _words.Length; i++)
        {
            _words[i] = of._words[i] & ~without._words[i];
        }
    }

    // The bits of the page's word from the page to the end of the run or of the word.
    private static ulong MaskAt(int page, int end, out int next)
    {
        next = Math.Min(end, (page | 63) + 1);
        return (ulong.MaxValue >> (64 - (next - page))) << (page & 63);
    }

    private int Next(int from, ulong flip)
    {
        for (int page = from; page < count; page = (page | 63) + 1)
        {
            ulong bits = (_words[page >> 6] ^ flip) >> (page & 63);
            if (bits != 0)
            {
                return Math.Min(count, page + BitOperations.TrailingZeroCount(bits));
            }
        }

        return count;
    }
}
