namespace AllocSim.Allocator.Mimalloc;

/// <summary>The sizes that mimalloc is built with on a 64-bit machine, in bytes unless a name says otherwise, and where its records keep what.</summary>
/// <remarks>Source: mimalloc 2.0.9, `include/mimalloc-types.h`.</remarks>
internal static class Layout
{
    /// <summary>1 KiB.</summary>
    public const ulong KiB = 1024;

    /// <summary>1 MiB.</summary>
    public const ulong MiB = 1024 * KiB;

    /// <summary>1 GiB.</summary>
    public const ulong GiB = 1024 * MiB;

    /// <summary>Binary logarithm of <see cref="SliceBytes"/>.</summary>
    public const int SliceShift = 16;

    /// <summary>A slice: the unit in which a segment is cut.</summary>
    public const ulong SliceBytes = 1UL << SliceShift;

    /// <summary>Binary logarithm of <see cref="SegmentBytes"/>.</summary>
    public const int SegmentShift = 25;

    /// <summary>A segment, and the boundary it lies on.</summary>
    public const ulong SegmentBytes = 1UL << SegmentShift;

    /// <summary>Slices in a segment.</summary>
    public const int SlicesPerSegment = 512;

    /// <summary>Bits in a field of a mask of slices.</summary>
    public const int MaskFieldBits = 64;

    /// <summary>Fields in a mask of slices.</summary>
    public const int MaskFields = SlicesPerSegment / MaskFieldBits;

    /// <summary>A page of medium objects.</summary>
    public const ulong MediumPageBytes = 8 * SliceBytes;

    /// <summary>Largest object with a direct table entry.</summary>
    public const ulong DirectObjectMax = 128 * 8;

    /// <summary>Entries of the direct table.</summary>
    public const int DirectEntries = 129;

    /// <summary>Largest small object: its page is one slice.</summary>
    public const ulong SmallObjectMax = SliceBytes / 4;

    /// <summary>Largest medium object: its page is eight slices.</summary>
    public const ulong MediumObjectMax = MediumPageBytes / 4;

    /// <summary>Largest large object: a page of its own in a segment; beyond, a segment of its own.</summary>
    public const ulong LargeObjectMax = SegmentBytes / 2;

    /// <summary>Largest alignment within a segment; beyond, a segment of its own.</summary>
    public const ulong AlignmentMax = SegmentBytes / 2;

    /// <summary>Slices of a page, besides the first, that know how far the page's first slice is.</summary>
    public const int SliceOffsetMax = (int)(AlignmentMax / SliceBytes) - 1;

    /// <summary>What a record's field for the block size holds at most.</summary>
    public const ulong HugeBlockBytes = 2 * GiB;

    /// <summary>Objects up to this size, a multiple of their alignment, are aligned without more ado.</summary>
    public const ulong AlignedObjectMax = 128;

    /// <summary>Largest request that is tried at all.</summary>
    public const ulong RequestMax = long.MaxValue;

    /// <summary>Where the blocks of a page of small objects begin.</summary>
    public const ulong SmallPageOffset = 384;

    /// <summary>Largest block of a page that begins at <see cref="SmallPageOffset"/>.</summary>
    public const ulong SmallPageBlockMax = 1024;

    /// <summary>Memory is given access in pieces of this.</summary>
    public const ulong CommitBytes = 16 * SliceBytes;

    /// <summary>Fields at the start of a segment.</summary>
    public const ulong SegmentHeaderBytes = 264;

    /// <summary>Where the part of a segment's fields begins that is cleared.</summary>
    public const ulong SegmentClearedFrom = 184;

    /// <summary>A slice's record.</summary>
    public const ulong SliceRecordBytes = 80;

    /// <summary>Of a slice's record, all but the padding at its end.</summary>
    public const ulong SliceRecordUsedBytes = 72;

    /// <summary>Of a slice's record: slice count, offset and flags; behind it comes what a freed page has cleared.</summary>
    public const ulong SliceRecordKeptBytes = 10;

    /// <summary>Of a slice's record: up to and including the block size.</summary>
    public const ulong SliceRecordSpanBytes = 32;

    /// <summary>Slices that a segment's own records take.</summary>
    public const int InfoSlices = 1;

    /// <summary>A thread's heap and what else it keeps.</summary>
    public const ulong ThreadDataBytes = ThreadHeapBytes + 1536;

    /// <summary>A thread's heap.</summary>
    public const ulong ThreadHeapBytes = 3064;

    /// <summary>Where in a heap its generator lies, whose address is the number used once.</summary>
    public const ulong GeneratorOffset = 2888;

    /// <summary>Where in the library's image the main thread's generator lies, in the build of Debian 12.</summary>
    public const ulong MainGeneratorOffset = 0x1d008;

    /// <summary>Rounds up to a multiple of a power of two; beyond 64 bits it wraps.</summary>
    public static ulong Up(ulong value, ulong unit) => unchecked(value + unit - 1) & ~(unit - 1);

    /// <summary>Rounds down to a multiple of a power of two.</summary>
    public static ulong Down(ulong value, ulong unit) => value & ~(unit - 1);

    /// <summary>True for a power of two and for 0.</summary>
    public static bool IsPowerOfTwo(ulong value) => (value & unchecked(value - 1)) == 0;
}
