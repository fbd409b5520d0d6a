using System.Runtime.CompilerServices;
using AllocSim.Allocator.Jemalloc.Extents.Heaps;

namespace AllocSim.Allocator.Jemalloc.Extents.Records;

/// <summary>The record of one extent: a run of pages that is a slab, a large allocation, or unused.</summary>
/// <remarks>
/// The bit word is jemalloc's e_bits, low bit first:
/// <code>
/// arena 12 | slab 1 | committed 1 | pai 1 | zeroed 1 | guarded 1 | state 3 | szind 8 | nfree 10 | binshard 6 | is_head 1
/// </code>
/// Pages larger than 4 KiB hold more regions than ten bits count, and finer classes are more than eight bits number: nfree is 14 bits wide, szind 12, and the fields above move up.
/// Links are ids in the <see cref="EdataTable"/>; 0 is none. Source: jemalloc 5.3.0, `include/jemalloc/internal/edata.h`.
/// </remarks>
internal struct Edata : IHeapNode
{
    /// <summary>The arena index that base blocks carry.</summary>
    public const int NoArena = (1 << ArenaBits) - 1;

    private const int ArenaBits = 12;
    private const int SlabShift = 12;
    private const int CommittedShift = 13;
    private const int PaiShift = 14;
    private const int ZeroedShift = 15;
    private const int GuardedShift = 16;
    private const int StateShift = 17;
    private const int SzindShift = 20;
    private const int SzindBits = 12;
    private const int NfreeShift = SzindShift + SzindBits;
    private const int NfreeBits = 14;
    private const int BinShardShift = NfreeShift + NfreeBits;
    private const int HeadShift = BinShardShift + 6;
    private const int CutShift = HeadShift + 1;
    private const ulong EsnMask = 4095;

    /// <summary>The bit fields.</summary>
    public ulong Bits;

    /// <summary>Where the extent's memory starts; inside its first page for a large allocation with a cache-oblivious offset.</summary>
    public ulong Address;

    /// <summary>Bytes (a multiple of the page) and, in the low 12 bits, the serial of the base block that holds the record. For a base block: its bytes left.</summary>
    public ulong SizeAndEsn;

    /// <summary>Serial number: the order in which address space was obtained.</summary>
    public ulong Serial;

    /// <summary>Where the record itself lies in simulated memory.</summary>
    public ulong RecordAddress;

    /// <summary>A slab of up to 64 regions: which are free, a bit each. One of more: the number of its bitmap in the <see cref="EdataTable"/>.</summary>
    public ulong FreeRegions;

    /// <inheritdoc/>
    public int HeapPrev { readonly get; set; }

    /// <inheritdoc/>
    public int HeapNext { readonly get; set; }

    /// <inheritdoc/>
    public int HeapChild { readonly get; set; }

    /// <summary>List links: least-recently-used order of unused extents, full slabs, large allocations.</summary>
    public int ListPrev;

    /// <summary>List links.</summary>
    public int ListNext;

    /// <summary>Of an extent of the huge page allocator: the number of its page slab in the arena.</summary>
    public int PageSlab;

    /// <summary>Owning arena.</summary>
    public int Arena
    {
        readonly get => (int)(Bits & ((1UL << ArenaBits) - 1));
        set => Bits = (Bits & ~((1UL << ArenaBits) - 1)) | (uint)value;
    }

    /// <summary>Whether small regions live in it.</summary>
    public bool IsSlab
    {
        readonly get => (Bits >> SlabShift & 1) != 0;
        set => SetBit(SlabShift, value);
    }

    /// <summary>Whether its pages may be used without asking the system to commit them.</summary>
    public bool IsCommitted
    {
        readonly get => (Bits >> CommittedShift & 1) != 0;
        set => SetBit(CommittedShift, value);
    }

    /// <summary>Whether it came from the huge-page allocator.</summary>
    public bool IsHpa
    {
        readonly get => (Bits >> PaiShift & 1) != 0;
        set => SetBit(PaiShift, value);
    }

    /// <summary>Whether its pages are known to read as zero.</summary>
    public bool IsZeroed
    {
        readonly get => (Bits >> ZeroedShift & 1) != 0;
        set => SetBit(ZeroedShift, value);
    }

    /// <summary>Whether guard pages enclose it.</summary>
    public bool IsGuarded
    {
        readonly get => (Bits >> GuardedShift & 1) != 0;
        set => SetBit(GuardedShift, value);
    }

    /// <summary>Where it is in its life.</summary>
    public ExtentState State
    {
        readonly get => (ExtentState)(Bits >> StateShift & 7);
        set => Bits = (Bits & ~(7UL << StateShift)) | ((ulong)value << StateShift);
    }

    /// <summary>Size class of what it holds; the number of classes when it holds nothing.</summary>
    public int Szind
    {
        readonly get => (int)(Bits >> SzindShift & ((1UL << SzindBits) - 1));
        set => Bits = (Bits & ~(((1UL << SzindBits) - 1) << SzindShift)) | ((ulong)(uint)value << SzindShift);
    }

    /// <summary>Free regions of a slab.</summary>
    public readonly int Nfree => (int)(Bits >> NfreeShift & ((1UL << NfreeBits) - 1));

    /// <summary>Bin shard that a slab belongs to.</summary>
    public readonly int BinShard => (int)(Bits >> BinShardShift & 63);

    /// <summary>Arena and bin shard in one: equal for slabs of the same bin.</summary>
    public readonly ulong Owner => Bits & (((1UL << ArenaBits) - 1) | (63UL << BinShardShift));

    /// <summary>Whether it begins a mapping: it is never merged with what lies before it.</summary>
    public bool IsHead
    {
        readonly get => (Bits >> HeadShift & 1) != 0;
        set => SetBit(HeadShift, value);
    }

    /// <summary>Whether it was cut out or mapped for the request under way, rather than taken as it was.</summary>
    /// <remarks>The library has no such bit: up to 5.2.1 who cuts or maps already knows what for.</remarks>
    public bool IsCut
    {
        readonly get => (Bits >> CutShift & 1) != 0;
        set => SetBit(CutShift, value);
    }

    /// <summary>Bytes, a multiple of the page.</summary>
    public ulong Size
    {
        readonly get => SizeAndEsn & ~EsnMask;
        set => SizeAndEsn = value | (SizeAndEsn & EsnMask);
    }

    /// <summary>Serial of the base block that holds the record; spare records are reused oldest block first.</summary>
    public ulong Esn
    {
        readonly get => SizeAndEsn & EsnMask;
        set => SizeAndEsn = (SizeAndEsn & ~EsnMask) | (value & EsnMask);
    }

    /// <summary>Whether it is in use and holds objects of a size class.</summary>
    public readonly bool Holds(int szind, bool isSlab)
    {
        const ulong mask = (1UL << SlabShift) | (7UL << StateShift) | (((1UL << SzindBits) - 1) << SzindShift);
        return (Bits & mask) == (((ulong)(uint)szind << SzindShift) | Bit(SlabShift, isSlab));
    }

    /// <summary>Counts one more free region.</summary>
    public void IncrementNfree() => Bits += 1UL << NfreeShift;

    /// <summary>Counts fewer free regions.</summary>
    public void SubtractNfree(int count) => Bits -= (ulong)(uint)count << NfreeShift;

    /// <summary>Sets up a slab: all regions free, the shard known.</summary>
    public void SetNfreeAndShard(int nfree, int shard)
    {
        const ulong mask = (((1UL << NfreeBits) - 1) << NfreeShift) | (63UL << BinShardShift);
        Bits = (Bits & ~mask) | ((ulong)(uint)nfree << NfreeShift) | ((ulong)(uint)shard << BinShardShift);
    }

    /// <summary>Describes a run of pages that is not a slab and has no size class.</summary>
    public void Init(int arena, ulong address, ulong size, int noSzind, ulong serial, ExtentState state, bool zeroed, bool committed, bool head)
    {
        const ulong kept = (((1UL << (NfreeBits + 6)) - 1) << NfreeShift) | (ulong.MaxValue << HeadShift << 1);
        Bits = (Bits & kept) | (uint)arena | Bit(CommittedShift, committed) | Bit(ZeroedShift, zeroed)
            | ((ulong)state << StateShift) | ((ulong)(uint)noSzind << SzindShift) | Bit(HeadShift, head);
        Address = address;
        Size = size;
        Serial = serial;
    }

    /// <summary>Describes what is left of a base block; its bytes are exact, not whole pages.</summary>
    public void InitBase(ulong address, ulong bytes, ulong serial)
    {
        Arena = NoArena;
        Address = address;
        SizeAndEsn = bytes;
        Serial = serial;
        State = ExtentState.Active;
        IsZeroed = true;
        IsCommitted = true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetBit(int shift, bool value) => Bits = (Bits & ~(1UL << shift)) | Bit(shift, value);

    private static ulong Bit(int shift, bool value) => (value ? 1UL : 0) << shift;
}
