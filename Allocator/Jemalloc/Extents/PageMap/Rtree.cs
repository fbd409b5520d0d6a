using System.Runtime.CompilerServices;
using AllocSim.Allocator.Jemalloc.Contended;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Extents.PageMap;

/// <summary>The page map: a radix tree of two levels from the page of a 48-bit address to what lies there.</summary>
/// <remarks>
/// An element packs, as jemalloc's does, everything a free needs into one word:
/// <code>
/// slab 1 | is_head 1 | state 3 | … | edata id 40, from bit 7 | szind 8, from bit 48
/// </code>
/// A word of 0 is a page never registered. Leaves are taken from the first arena's base, so their addresses follow the real library.
/// Source: jemalloc 5.3.0, `include/jemalloc/internal/rtree.h`.
/// </remarks>
internal sealed class Rtree
{
    private const int AddressBits = 48;
    private const int IdShift = 7;
    private const int StateShift = 2;
    private const ulong StateMask = 7UL << StateShift;
    private const int SzindShift = 48;
    private const int SegmentBits = 13;
    private const int SegmentMask = (1 << SegmentBits) - 1;
    private const int InitialSegments = 8;

    // A leaf of the library has 2^18 elements, its root as many leaves. Here leaves are kept in segments of 2^13 elements, where something was registered,
    // and the first segment is that of the highest address, because mappings grow down: a small heap needs 64 KiB and not 2 MiB.
    // Behind its elements a segment has the address of its first element's record.
    private ulong[]?[] _segments = new ulong[InitialSegments][];
    private readonly SortedDictionary<ulong, ulong> _leafRecords = [];
    private readonly ulong _topSegment;
    private readonly int _segmentShift;
    private readonly int _leafShift;
    private readonly int _pageShift;
    private readonly BaseAllocator _base;
    private readonly SimMachine _machine;
    private ulong _touched;

    /// <summary>An empty map.</summary>
    public Rtree(int lgPage, BaseAllocator baseAllocator, SimMachine machine)
    {
        int significant = AddressBits - lgPage;
        int rootBits = significant / 2;
        int leafBits = significant - rootBits;
        _pageShift = lgPage;
        _leafShift = lgPage + leafBits;
        _segmentShift = lgPage + SegmentBits;
        _topSegment = (machine.Options.MmapTop - 1) >> _segmentShift;
        _base = baseAllocator;
        _machine = machine;
    }

    /// <summary>The parts of the map in use, by address, as (first address described, elements).</summary>
    public IEnumerable<(ulong First, ReadOnlyMemory<ulong> Elements)> Segments
    {
        get
        {
            for (int i = _segments.Length - 1; i >= 0; i--)
            {
                if (_segments[i] is { } segment)
                {
                    yield return ((_topSegment - (ulong)i) << _segmentShift, segment.AsMemory(0, segment.Length - 1));
                }
            }
        }
    }

    /// <summary>The leaves, by address: the first address that each describes, and where it lies.</summary>
    public IEnumerable<(ulong First, ulong Record)> Leaves => _leafRecords.Select(leaf => (leaf.Key << _leafShift, leaf.Value));

    /// <summary>Extent id in an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Edata(ulong element) => (int)(element >> IdShift);

    /// <summary>Size class in an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Szind(ulong element) => (int)(element >> SzindShift);

    /// <summary>Slab bit of an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSlab(ulong element) => (element & 1) != 0;

    /// <summary>Head bit of an element.</summary>
    public static bool IsHead(ulong element) => (element & 2) != 0;

    /// <summary>State in an element.</summary>
    public static ExtentState State(ulong element) => (ExtentState)((element & StateMask) >> StateShift);

    /// <summary>Packs an element.</summary>
    public static ulong Pack(int edata, int szind, bool slab, bool head, ExtentState state) =>
        ((ulong)(uint)szind << SzindShift) | ((ulong)(uint)edata << IdShift) | ((ulong)state << StateShift) | (head ? 2UL : 0) | (slab ? 1UL : 0);

    /// <summary>The element with its state replaced.</summary>
    public static ulong WithState(ulong element, ExtentState state) => (element & ~StateMask) | ((ulong)state << StateShift);

    /// <summary>What the thread under way has looked up; null where the release does nothing by it, or where no thread asks.</summary>
    public LeafCache? Looked { get; set; }

    /// <summary>The element of an address that is known to be registered, looked up for the thread under way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong LookUp(ulong address)
    {
        Looked?.Note(address);
        return Read(address);
    }

    /// <summary>The element of an address that is known to be registered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Read(ulong address) => _segments[SegmentOf(address)]![(int)(address >> _pageShift) & SegmentMask];

    /// <summary>The element of any address; 0 where nothing was ever registered near it. Where there is a leaf, its page is read, even if nothing was ever written there.</summary>
    public ulong TryRead(ulong address)
    {
        int number = SegmentOf(address);
        if ((uint)number < (uint)_segments.Length && _segments[number] is { } segment)
        {
            int index = (int)(address >> _pageShift) & SegmentMask;
            Looked?.Note(address);
            ReadElement(segment[^1] + ((ulong)index * sizeof(ulong)));
            return segment[index];
        }

        if (_leafRecords.TryGetValue(address >> _leafShift, out ulong record))
        {
            Looked?.Note(address);
            ulong index = (address >> _pageShift) & ((1UL << (_leafShift - _pageShift)) - 1);
            _machine.Read(record + (index * sizeof(ulong)), sizeof(ulong));
        }

        return 0;
    }

    /// <summary>The element of any address, for who looks on from outside; 0 where nothing was ever registered near it.</summary>
    public ulong Peek(ulong address)
    {
        int number = SegmentOf(address);
        return (uint)number < (uint)_segments.Length && _segments[number] is { } segment ? segment[(int)(address >> _pageShift) & SegmentMask] : 0;
    }

    /// <summary>Makes sure that the leaf of an address exists; false when metadata has run out.</summary>
    public bool EnsureLeaf(Tsd? thread, ulong address)
    {
        int number = SegmentOf(address);
        bool has = ((uint)number < (uint)_segments.Length && _segments[number] is not null) || TryAddSegment(thread, address, number);
        if (has)
        {
            Looked?.Note(address);
        }

        return has;
    }

    /// <summary>Writes the element of an address whose leaf exists.</summary>
    public void Write(ulong address, ulong element)
    {
        ulong[] segment = _segments[SegmentOf(address)]!;
        int index = (int)(address >> _pageShift) & SegmentMask;
        segment[index] = element;
        Looked?.Note(address);
        _machine.Costs?.Charge(JemallocCost.RtreeWrite);
        TouchElement(segment[^1] + ((ulong)index * sizeof(ulong)));
    }

    /// <summary>Writes the elements of the pages from a first one up to, not including, a last one; their leaves exist.</summary>
    public void WriteRun(ulong first, ulong last, ulong element)
    {
        ulong page = first >> _pageShift;
        ulong end = last >> _pageShift;
        while (page < end)
        {
            ulong[] segment = _segments[SegmentOf(page << _pageShift)]!;
            int index = (int)page & SegmentMask;
            int count = (int)Math.Min(end - page, (ulong)(SegmentMask + 1 - index));
            segment.AsSpan(index, count).Fill(element);
            Looked?.Note(page << _pageShift);
            _machine.Costs?.Charge(JemallocCost.RtreeWrite, count);
            _machine.Touch(segment[^1] + ((ulong)index * sizeof(ulong)), (ulong)count * sizeof(ulong));
            page += (ulong)count;
        }
    }

    // Metadata stays resident, so what was just touched need not be touched again.
    private void TouchElement(ulong address)
    {
        if ((address ^ _touched) >> _pageShift != 0)
        {
            _touched = address;
            _machine.Touch(address, sizeof(ulong));
        }
    }

    private void ReadElement(ulong address)
    {
        if ((address ^ _touched) >> _pageShift != 0)
        {
            _machine.Read(address, sizeof(ulong));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SegmentOf(ulong address) => (int)(_topSegment - (address >> _segmentShift));

    private bool TryAddSegment(Tsd? thread, ulong address, int number)
    {
        ulong leaf = address >> _leafShift;
        int pagesShift = _leafShift - _pageShift;
        if (!_leafRecords.TryGetValue(leaf, out ulong record))
        {
            record = _base.AllocRtree(thread, (ulong)sizeof(ulong) << pagesShift);
            if (record == 0)
            {
                return false;
            }

            _leafRecords.Add(leaf, record);
        }

        if (number >= _segments.Length)
        {
            Array.Resize(ref _segments, Math.Max(number + 1, _segments.Length * 2));
        }

        ulong[] segment = new ulong[SegmentMask + 2];
        ulong firstPage = (address >> _segmentShift) << SegmentBits;
        segment[^1] = record + ((firstPage & ((1UL << pagesShift) - 1)) * sizeof(ulong));
        _segments[number] = segment;
        return true;
    }
}
