using System.Numerics;

namespace AllocSim.Allocator.Jemalloc.Extents.Heaps;

/// <summary>Which of a row of heaps hold anything, a bit each.</summary>
internal readonly struct OccupancySet(int count)
{
    private readonly ulong[] _words = new ulong[(count + 63) / 64];

    /// <summary>A heap holds something.</summary>
    public void Set(int index) => _words[index >> 6] |= 1UL << (index & 63);

    /// <summary>A heap is empty.</summary>
    public void Clear(int index) => _words[index >> 6] &= ~(1UL << (index & 63));

    /// <summary>The first heap from an index on that holds something; the number of heaps when none does.</summary>
    public int Next(int from)
    {
        for (int word = from >> 6; word < _words.Length; word++)
        {
            ulong bits = word == from >> 6 ? _words[word] & (ulong.MaxValue << (from & 63)) : _words[word];
            if (bits != 0)
            {
                return (word << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return count;
    }
}
