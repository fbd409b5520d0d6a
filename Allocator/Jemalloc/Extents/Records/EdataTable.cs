using System.Runtime.CompilerServices;
using AllocSim.Allocator.Jemalloc.Extents.Heaps;

namespace AllocSim.Allocator.Jemalloc.Extents.Records;

/// <summary>All extent records of a heap, by id, with the bitmaps of slabs that have more regions than a record has bits for.</summary>
internal sealed class EdataTable : RecordTable<Edata>
{
    /// <summary>The id of no extent.</summary>
    public const int Null = 0;

    private const int LgChunk = 9;
    private const int InlineRegions = 64;
    private const int ChunkMask = (1 << LgChunk) - 1;

    private readonly int _bitmapWords;
    private readonly Stack<int> _spareBitmaps = new();
    private ulong[][] _bitmaps = new ulong[16][];
    private int _bitmapCount;

    /// <summary>Makes a table without records.</summary>
    /// <param name="maxRegions">Most regions that a slab can have.</param>
    /// <param name="pageSize">Bytes in a page.</param>
    /// <param name="heaps">How heaps of records rearrange themselves; null as up to 5.3.0.</param>
    public EdataTable(int maxRegions, int pageSize, HeapHabits? heaps = null)
        : base(heaps)
    {
        _bitmapWords = (maxRegions + 63) / 64;
        PageMask = (ulong)pageSize - 1;
    }

    /// <summary>Page size less one.</summary>
    public ulong PageMask { get; }

    /// <summary>The free regions of a slab, a set bit each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<ulong> Bitmap(ref Edata slab, int regions) =>
        regions <= InlineRegions ? new Span<ulong>(ref slab.FreeRegions) : LargeBitmap((int)slab.FreeRegions);

    /// <summary>Gives an extent that becomes a slab a place for its bitmap; what is in it is undefined.</summary>
    public void AttachBitmap(ref Edata slab, int regions)
    {
        if (regions > InlineRegions)
        {
            slab.FreeRegions = (ulong)(_spareBitmaps.TryPop(out int spare) ? spare : AddBitmap());
        }
    }

    /// <summary>Takes the place back: the slab's pages are being given up.</summary>
    public void DetachBitmap(ref Edata slab, int regions)
    {
        if (regions > InlineRegions)
        {
            _spareBitmaps.Push((int)slab.FreeRegions);
        }
    }

    /// <summary>Enters a record that the base allocator has just made.</summary>
    public int Add(ulong recordAddress, ulong esn)
    {
        int id = Add();
        ref Edata edata = ref this[id];
        edata.RecordAddress = recordAddress;
        edata.Esn = esn;
        return id;
    }

    /// <summary>First byte of the extent's first page.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong BaseOf(in Edata edata) => edata.Address & ~PageMask;

    /// <summary>First byte behind the extent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong PastOf(in Edata edata) => (edata.Address & ~PageMask) + edata.Size;

    /// <summary>First byte of the extent's last page.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong LastOf(in Edata edata) => PastOf(edata) - PageMask - 1;

    private Span<ulong> LargeBitmap(int number) =>
        _bitmaps[number >> LgChunk].AsSpan((number & ChunkMask) * _bitmapWords, _bitmapWords);

    private int AddBitmap()
    {
        int number = _bitmapCount++;
        int chunk = number >> LgChunk;
        if ((number & ChunkMask) == 0)
        {
            if (chunk == _bitmaps.Length)
            {
                Array.Resize(ref _bitmaps, chunk * 2);
            }

            _bitmaps[chunk] = new ulong[_bitmapWords << LgChunk];
        }

        return number;
    }
}
