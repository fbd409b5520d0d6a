using System.Numerics;

namespace AllocSim.Allocator.Lk;

/// <summary>The free large blocks of a subheap: lists by size, four per doubling, each in ascending order of size, so that the first that fits is the smallest that fits.</summary>
internal sealed class LargeBlocks
{
    private const int PerDoublingLog2 = 2;
    private const int ListCount = 64 << PerDoublingLog2;
    private const int Next = 0;
    private const int Previous = 1;

    private readonly BlockHeaders _headers;
    private readonly ulong[] _first = new ulong[ListCount];
    private readonly ulong[] _isFilled = new ulong[ListCount / 64];

    /// <summary>Makes it empty.</summary>
    public LargeBlocks(BlockHeaders headers)
    {
        _headers = headers;
    }

    /// <summary>Takes the smallest block that has at least some bytes; of equal ones that with the lowest address.</summary>
    /// <returns>The block, or 0.</returns>
    public ulong Take(ulong size)
    {
        int list = ListOf(size);
        ulong found = _first[list];
        while (found != 0 && _headers.Size(found) < size)
        {
            found = _headers.Link(found, Next);
        }

        if (found == 0)
        {
            int filled = FirstFilledFrom(list + 1);
            found = filled < 0 ? 0 : _first[filled];
        }

        if (found != 0)
        {
            Remove(found);
        }

        return found;
    }

    /// <summary>Puts a free block into its list.</summary>
    public void Add(ulong address)
    {
        ulong size = _headers.Size(address);
        int list = ListOf(size);
        ulong previous = 0;
        ulong next = _first[list];
        while (next != 0 && (_headers.Size(next) < size || (_headers.Size(next) == size && next < address)))
        {
            previous = next;
            next = _headers.Link(next, Next);
        }

        _headers.SetLink(address, Next, next);
        _headers.SetLink(address, Previous, previous);
        SetNext(list, previous, address);
        if (next != 0)
        {
            _headers.SetLink(next, Previous, address);
        }
    }

    /// <summary>Takes a free block out of its list.</summary>
    public void Remove(ulong address)
    {
        ulong next = _headers.Link(address, Next);
        ulong previous = _headers.Link(address, Previous);
        SetNext(ListOf(_headers.Size(address)), previous, next);
        if (next != 0)
        {
            _headers.SetLink(next, Previous, previous);
        }
    }

    /// <summary>Blocks in all lists.</summary>
    public long Count()
    {
        long count = 0;
        foreach (ulong first in _first)
        {
            for (ulong address = first; address != 0; address = _headers.Link(address, Next))
            {
                count++;
            }
        }

        return count;
    }

    private static int ListOf(ulong size)
    {
        int log2 = BitOperations.Log2(size | (1 << PerDoublingLog2));
        return (log2 << PerDoublingLog2) + ((int)(size >> (log2 - PerDoublingLog2)) & 3);
    }

    private void SetNext(int list, ulong previous, ulong next)
    {
        if (previous != 0)
        {
            _headers.SetLink(previous, Next, next);
            return;
        }

        _first[list] = next;
        ulong bit = 1UL << (list & 63);
        _isFilled[list >> 6] = next != 0 ? _isFilled[list >> 6] | bit : _isFilled[list >> 6] & ~bit;
    }

    private int FirstFilledFrom(int list)
    {
        for (int word = list >> 6; word < _isFilled.Length; word++)
        {
            ulong bits = word == list >> 6 ? _isFilled[word] & (ulong.MaxValue << (list & 63)) : _isFilled[word];
            if (bits != 0)
            {
                return (word << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return -1;
    }
}
