using System.Numerics;

namespace AllocSim.Allocator.Vam;

/// <summary>A cluster of pages with objects of one size: handed out in address order first, then those that were freed. (BitmapCachingReap)</summary>
/// <remarks>
/// Freed objects go to a cache of as many as a word has bits, last in first out; when it is full, all of them are marked in the bitmap.
/// When the cache is empty, the objects of the first marked word come into it, the lowest on top.
/// </remarks>
internal sealed class Reap : RingNode
{
    private readonly int[] _cache;
    private readonly int _wordBits;
    private ulong[] _bitmap = [];
    private int _bumped;
    private int _lowest;
    private int _cached;

    /// <summary>Makes one that is nowhere yet.</summary>
    /// <param name="wordBits">Bits in a word of the bitmap.</param>
    public Reap(int wordBits)
    {
        _wordBits = wordBits;
        _cache = new int[wordBits];
    }

    /// <summary>Where it is: the address of its header.</summary>
    public ulong Address { get; private set; }

    /// <summary>Base-2 logarithm of its pages, plus 1: the type of its partition.</summary>
    public int Order { get; private set; }

    /// <summary>Bytes of an object.</summary>
    public ulong ObjectBytes { get; private set; }

    /// <summary>Address of the first object.</summary>
    public ulong FirstObject { get; private set; }

    /// <summary>Objects that there is room for.</summary>
    public int Total { get; private set; }

    /// <summary>Objects that are free, those never handed out included.</summary>
    public int Free { get; private set; }

    /// <summary>Bytes of header and bitmap, which are written when it is made.</summary>
    public ulong HeaderBytes { get; private set; }

    /// <summary>Begins anew.</summary>
    public void Open(VamLayout layout, ulong address, int order, ulong objectBytes)
    {
        Address = address;
        Order = order;
        ObjectBytes = objectBytes;
        ulong bytes = VamHeap.PageBytes << (order - 1);
        ulong objectsMax = (bytes - layout.ReapHeaderBytes) / objectBytes;
        int words = (int)((objectsMax + (ulong)_wordBits - 1) / (ulong)_wordBits);
        HeaderBytes = layout.ReapHeaderBytes + ((ulong)words * (ulong)(_wordBits / 8));
        FirstObject = (address + HeaderBytes + VamHeap.ClassBytes - 1) & ~(VamHeap.ClassBytes - 1);
        Total = (int)((address + bytes - FirstObject) / objectBytes);
        Free = Total;
        _bumped = 0;
        _cached = 0;
        _lowest = Total;
        if (_bitmap.Length < words)
        {
            _bitmap = new ulong[words];
        }

        Array.Clear(_bitmap);
    }

    /// <summary>Allocates an object; 0 when all are in use.</summary>
    public ulong Allocate()
    {
        if (_bumped < Total)
        {
            Free--;
            return FirstObject + ((ulong)_bumped++ * ObjectBytes);
        }

        if (Free == 0)
        {
            return 0;
        }

        if (_cached == 0)
        {
            Refill();
        }

        Free--;
        return FirstObject + ((ulong)_cache[--_cached] * ObjectBytes);
    }

    /// <summary>Frees an object.</summary>
    public void Release(ulong address)
    {
        _cache[_cached++] = (int)((address - FirstObject) / ObjectBytes);
        if (_cached == _cache.Length)
        {
            Spill();
        }

        Free++;
    }

    /// <summary>Objects that are in the cache or marked in the bitmap.</summary>
    public int CountFreed()
    {
        int count = _cached;
        foreach (ulong word in _bitmap)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>Objects that were handed out at least once.</summary>
    public int Bumped => _bumped;

    private void Refill()
    {
        int word = _lowest / _wordBits;
        while (_bitmap[word] == 0)
        {
            word++;
        }

        ulong bits = _bitmap[word];
        _bitmap[word] = 0;
        _lowest = (word + 1) * _wordBits;
        while (bits != 0)
        {
            int bit = BitOperations.Log2(bits);
            bits ^= 1UL << bit;
            _cache[_cached++] = (word * _wordBits) + bit;
        }
    }

    private void Spill()
    {
        foreach (int index in _cache)
        {
            _bitmap[index / _wordBits] |= 1UL << (index % _wordBits);
            _lowest = Math.Min(_lowest, index);
        }

        _cached = 0;
    }
}
