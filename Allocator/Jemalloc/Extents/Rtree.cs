using System.Runtime.CompilerServices;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Extents;

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

    private const int InitialLeaves = 8;

    // The first leaf is that of the highest address: mappings grow down, so a heap needs few entries where the library's root has 2^18.
    // Behind its elements a leaf has the address of its record.
    private ulong[]?[] _leaves = new ulong[InitialLeaves][];
    private readonly ulong _topRoot;
    private readonly int _leafShift;
    private readonly int _pageShift;
    private readonly int _leafMask;
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
        _leafMask = (1 << leafBits) - 1;
        _topRoot = (machine.Options.MmapTop - 1) >> _leafShift;
        _base = baseAllocator;
        _machine = machine;
    }

    /// <summary>Leaves in use, as (address of the leaf's record, first address it describes, elements).</summary>
    public IEnumerable<(ulong Record, ulong First, ReadOnlyMemory<ulong> Elements)> Leaves
    {
        get
        {
            for (int i = _leaves.Length - 1; i >= 0; i--)
            {
                if (_leaves[i] is { } leaf)
                {
                    yield return (leaf[^1], (_topRoot - (ulong)i) << _leafShift, leaf.AsMemory(0, leaf.Length - 1));
                }
            }
        }
    }

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

    /// <summary>The element of an address that is known to be registered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Read(ulong address) => _leaves[RootOf(address)]![(int)(address >> _pageShift) & _leafMask];

    /// <summary>The element of any address; 0 where nothing was ever registered near it.</summary>
    public ulong TryRead(ulong address)
    {
        int root = RootOf(address);
        return (uint)root < (uint)_leaves.Length && _leaves[root] is { } leaf ? leaf[(int)(address >> _pageShift) & _leafMask] : 0;
    }

    /// <summary>Makes sure that the leaf of an address exists; false when metadata has run out.</summary>
    public bool EnsureLeaf(Tsd? thread, ulong address)
    {
        int root = RootOf(address);
        return ((uint)root < (uint)_leaves.Length && _leaves[root] is not null) || AddLeaf(thread, root);
    }

    /// <summary>Writes the element of an address whose leaf exists.</summary>
    public void Write(ulong address, ulong element)
    {
        int root = RootOf(address);
        int index = (int)(address >> _pageShift) & _leafMask;
        ulong[] leaf = _leaves[root]!;
        leaf[index] = element;
        _machine.Costs?.Charge(CostKind.RtreeWrite);
        TouchElement(leaf[^1] + ((ulong)index * sizeof(ulong)));
    }

    /// <summary>Writes the elements of the pages from a first one up to, not including, a last one; their leaves exist.</summary>
    public void WriteRun(ulong first, ulong last, ulong element)
    {
        ulong page = first >> _pageShift;
        ulong end = last >> _pageShift;
        while (page < end)
        {
            int root = RootOf(page << _pageShift);
            int index = (int)page & _leafMask;
            int count = (int)Math.Min(end - page, (ulong)(_leafMask + 1 - index));
            ulong[] leaf = _leaves[root]!;
            leaf.AsSpan(index, count).Fill(element);
            _machine.Costs?.Charge(CostKind.RtreeWrite, count);
            _machine.Touch(leaf[^1] + ((ulong)index * sizeof(ulong)), (ulong)count * sizeof(ulong));
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int RootOf(ulong address) => (int)(_topRoot - (address >> _leafShift));

    private bool AddLeaf(Tsd? thread, int root)
    {
        ulong record = _base.Alloc(thread, ((ulong)_leafMask + 1) * sizeof(ulong), 64);
        if (record == 0)
        {
            return false;
        }

        ulong[] leaf = new ulong[_leafMask + 2];
        leaf[^1] = record;
        if (root >= _leaves.Length)
        {
            Array.Resize(ref _leaves, Math.Max(root + 1, _leaves.Length * 2));
        }

        _leaves[root] = leaf;
        return true;
    }
}
