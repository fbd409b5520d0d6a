using System.Numerics;

namespace AllocSim.Allocator.Vam;

/// <summary>The common heap's free objects: a bin for each size up to 2048 bytes, one list for larger ones, all last in first out. (SegFitHeap)</summary>
internal sealed class FreeObjects
{
    private const ulong LargestBinned = 2 * VamHeap.LargestClassed;
    private const int BinCount = (int)(LargestBinned / VamHeap.ClassBytes);

    private readonly ObjectHeaders _headers;
    private readonly ulong[] _first = new ulong[BinCount + 1]; // The last one is that of large objects.
    private readonly ulong[] _isFilled = new ulong[BinCount / 64];

    /// <summary>Makes it empty.</summary>
    public FreeObjects(ObjectHeaders headers)
    {
        _headers = headers;
    }

    /// <summary>Takes an object: of the exact size, else of the next size there is, else the first large one that holds it.</summary>
    /// <returns>The object, or 0.</returns>
    public ulong Take(ulong size)
    {
        int bin = BinOf(size);
        ulong found = bin < BinCount && FirstFilledFrom(bin) is int filled && filled >= 0 ? _first[filled] : FirstLarge(size);
        if (found != 0)
        {
            Remove(found);
        }

        return found;
    }

    /// <summary>Puts a free object in front of its list.</summary>
    public void Add(ulong address)
    {
        int bin = BinOf(_headers.Size(address));
        ulong next = _first[bin];
        _headers.Link(address, next, 0);
        if (next != 0)
        {
            _headers.Link(next, _headers.NextInList(next), address);
        }

        _first[bin] = address;
        if (bin < BinCount)
        {
            _isFilled[bin >> 6] |= 1UL << bin;
        }
    }

    /// <summary>Takes a free object out of its list.</summary>
    public void Remove(ulong address)
    {
        ulong next = _headers.NextInList(address);
        ulong previous = _headers.PreviousInList(address);
        if (next != 0)
        {
            _headers.Link(next, _headers.NextInList(next), previous);
        }

        if (previous != 0)
        {
            _headers.Link(previous, next, _headers.PreviousInList(previous));
            return;
        }

        int bin = BinOf(_headers.Size(address));
        _first[bin] = next;
        if (next == 0 && bin < BinCount)
        {
            _isFilled[bin >> 6] &= ~(1UL << bin);
        }
    }

    /// <summary>Objects in all lists; each must be free and in the list of its size.</summary>
    /// <param name="misplaced">Takes those that are not.</param>
    public long Count(ICollection<ulong> misplaced)
    {
        long count = 0;
        for (int bin = 0; bin <= BinCount; bin++)
        {
            for (ulong address = _first[bin]; address != 0; address = _headers.NextInList(address))
            {
                count++;
                if (!_headers.IsFree(address) || BinOf(_headers.Size(address)) != bin)
                {
                    misplaced.Add(address);
                }
            }
        }

        return count;
    }

    private static int BinOf(ulong size) => (int)Math.Min((size - 1) / VamHeap.ClassBytes, BinCount);

    private int FirstFilledFrom(int bin)
    {
        int word = bin >> 6;
        ulong bits = _isFilled[word] & (ulong.MaxValue << bin);
        while (bits == 0)
        {
            if (++word == _isFilled.Length)
            {
                return -1;
            }

            bits = _isFilled[word];
        }

        return (word << 6) + BitOperations.TrailingZeroCount(bits);
    }

    private ulong FirstLarge(ulong size)
    {
        ulong address = _first[BinCount];
        while (address != 0 && _headers.Size(address) < size)
        {
            address = _headers.NextInList(address);
        }

        return address;
    }
}
