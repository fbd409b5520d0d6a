namespace AllocSim.Allocator.Lk;

/// <summary>One of the heaps: a free list for each size class, free large blocks, and the region that new blocks of classes are cut from.</summary>
/// <remarks>Its lists' heads lie in a record of its own; regions are its for good.</remarks>
internal sealed class Subheap
{
    private const int NextLink = 0;
    private const ulong LeastRest = 64;

    private readonly LkMemory _memory;
    private readonly BlockHeaders _headers;
    private readonly int _number;
    private readonly ulong[] _first;
    private readonly List<ulong> _largeRegions = [];
    private ulong _at;
    private ulong _end;

    /// <summary>Makes it without memory.</summary>
    /// <param name="memory">What all subheaps share.</param>
    /// <param name="number">Its number.</param>
    public Subheap(LkMemory memory, int number)
    {
        _memory = memory;
        _headers = memory.Headers;
        _number = number;
        _first = new ulong[memory.Classes.Count];
        Large = new LargeBlocks(memory.Headers);
    }

    /// <summary>The free large blocks.</summary>
    public LargeBlocks Large { get; }

    /// <summary>Bytes that the program holds here, without headers.</summary>
    public ulong UsedBytes { get; private set; }

    /// <summary>Objects that the program holds here.</summary>
    public ulong UsedCount { get; private set; }

    /// <summary>The regions of large blocks, in the order in which they were made.</summary>
    public IReadOnlyList<ulong> LargeRegions => _largeRegions;

    /// <summary>Takes the object of a class that was freed last.</summary>
    /// <returns>The object, or 0: one has to be cut.</returns>
    public ulong TakeListed(int sizeClass)
    {
        ulong address = _first[sizeClass];
        if (address != 0)
        {
            _first[sizeClass] = _headers.Link(address, NextLink);
            _headers.SetInUse(address, isInUse: true);
            CountUsed(address);
        }

        return address;
    }

    /// <summary>Cuts a new object of a class from the region, or from a new one.</summary>
    /// <returns>The object, or 0.</returns>
    public ulong CutListed(int sizeClass)
    {
        ulong size = _memory.Classes.SizeOf(sizeClass);
        if (_end - _at < size + BlockHeaders.Bytes && !TryOpenRegion())
        {
            return 0;
        }

        ulong address = Cut(size, isInUse: true);
        CountUsed(address);
        return address;
    }

    /// <summary>Frees an object of a class: it goes to the front of its list.</summary>
    public void FreeListed(ulong address)
    {
        UncountUsed(address);
        _headers.SetInUse(address, isInUse: false);
        Push(address);
    }

    /// <summary>Allocates an object above all classes: the smallest free block that fits, of which the rest is split off; or a new region.</summary>
    /// <returns>The object, or 0.</returns>
    public ulong AllocateLarge(ulong size)
    {
        ulong address = Large.Take(size);
        if (address == 0)
        {
            address = OpenLargeRegion(size);
            if (address == 0)
            {
                return 0;
            }
        }

        ulong whole = _headers.Size(address);
        ulong rest = whole - size;
        bool splits = rest >= LeastRest;
        _headers.WriteUsed(address, splits ? size : whole, isPreviousInUse: true);
        if (splits)
        {
            ulong restAddress = address + size + BlockHeaders.Bytes;
            _headers.WriteFree(restAddress, rest - BlockHeaders.Bytes);
            Large.Add(restAddress);
        }

        CountUsed(address);
        return address;
    }

    /// <summary>Frees an object above all classes: it merges with free neighbours.</summary>
    public void FreeLarge(ulong address)
    {
        UncountUsed(address);
        ulong size = _headers.Size(address);
        ulong next = _headers.Next(address);
        if (!_headers.IsPreviousInUse(address))
        {
            ulong previous = _headers.Previous(address);
            Large.Remove(previous);
            size += _headers.Size(previous) + BlockHeaders.Bytes;
            address = previous;
        }

        if (!_headers.IsInUse(next))
        {
            Large.Remove(next);
            size += _headers.Size(next) + BlockHeaders.Bytes;
        }

        _headers.WriteFree(address, size);
        Large.Add(address);
    }

    /// <summary>Allocates an object with a mapping of its own.</summary>
    /// <returns>The object, or 0.</returns>
    public ulong AllocateAlone(ulong bytes)
    {
        ulong mapping = _memory.Map(bytes, _number);
        if (mapping == 0)
        {
            return 0;
        }

        ulong address = mapping + BlockHeaders.Bytes;
        _headers.WriteAlone(address, bytes - BlockHeaders.Bytes);
        CountUsed(address);
        return address;
    }

    /// <summary>Frees an object with a mapping of its own.</summary>
    public void FreeAlone(ulong address)
    {
        UncountUsed(address);
        _memory.Unmap(address - BlockHeaders.Bytes, _headers.Size(address) + BlockHeaders.Bytes);
    }

    /// <summary>The first free object of a class, or 0.</summary>
    public ulong FirstListed(int sizeClass) => _first[sizeClass];

    /// <summary>The free object of a class behind one, or 0.</summary>
    public ulong NextListed(ulong address) => _headers.Link(address, NextLink);

    private void CountUsed(ulong address)
    {
        UsedBytes += _headers.Size(address);
        UsedCount++;
    }

    private void UncountUsed(ulong address)
    {
        UsedBytes -= _headers.Size(address);
        UsedCount--;
    }

    private ulong Cut(ulong size, bool isInUse)
    {
        ulong address = _at + BlockHeaders.Bytes;
        _at = address + size;
        _headers.WriteListed(address, size, isInUse);
        return address;
    }

    private void Push(ulong address)
    {
        int sizeClass = _memory.Classes.IndexOf(_headers.Size(address));
        _headers.SetLink(address, NextLink, _first[sizeClass]);
        _first[sizeClass] = address;
    }

    /// <summary>What is left of the old region is cut into the largest objects that fit, which go to their lists.</summary>
    private bool TryOpenRegion()
    {
        ulong region = _memory.Map(_memory.Options.RegionBytes, _number);
        if (region == 0)
        {
            return false;
        }

        while (_end - _at > BlockHeaders.Bytes && _memory.Classes.LargestWithin(_end - _at - BlockHeaders.Bytes) is int sizeClass && sizeClass >= 0)
        {
            Push(Cut(_memory.Classes.SizeOf(sizeClass), isInUse: false));
        }

        _at = region;
        _end = region + _memory.Options.RegionBytes;
        return true;
    }

    /// <summary>A region with one free block, which is not in the lists yet: whole units, and at least as long as other regions. A header at its end keeps the last block from merging.</summary>
    private ulong OpenLargeRegion(ulong size)
    {
        ulong needed = size + (2 * BlockHeaders.Bytes);
        ulong bytes = Math.Max(_memory.Options.RegionBytes, (needed + RegionTable.UnitBytes - 1) & ~(RegionTable.UnitBytes - 1));
        ulong region = _memory.Map(bytes, _number);
        if (region == 0)
        {
            return 0;
        }

        _largeRegions.Add(region);
        ulong address = region + BlockHeaders.Bytes;
        _headers.WriteEnd(region + bytes);
        _headers.WriteFree(address, bytes - (2 * BlockHeaders.Bytes));
        return address;
    }
}
