using System.Numerics;
using AllocSim.Allocator.Classic.Options;

namespace AllocSim.Allocator.Classic.Sizes;

/// <summary>Sizes that follow from the options: pages, chunks and all size classes. (arena_boot, chunk_boot)</summary>
/// <remarks>
/// Small classes come in four groups: tiny (below the quantum of 16 bytes), multiples of the quantum, of the cache line, of 256 bytes.
/// Large objects are whole pages of a chunk, huge ones whole chunks.
/// </remarks>
internal sealed class Geometry
{
    /// <summary>Bytes of the quantum.</summary>
    public const ulong Quantum = 16;

    /// <summary>Bytes of a subpage.</summary>
    public const ulong Subpage = 256;

    /// <summary>The smallest class, and what all small ones are multiples of.</summary>
    public const ulong TinyMin = 8;

    /// <summary>How many tiny classes there are. (ntbins)</summary>
    public const int TinyBins = 1;

    private const int LookupShift = 3;
    private const int QspaceDefault = 7;
    private const int CspaceDefault = 9;

    /// <summary>Works the sizes out.</summary>
    public Geometry(ClassicOptions options, int pageBytes)
    {
        PageBytes = (ulong)pageBytes;
        PageShift = BitOperations.Log2(PageBytes);
        ChunkShift = options.LgChunk;
        ChunkBytes = 1UL << options.LgChunk;
        ChunkMask = ChunkBytes - 1;
        QspaceMax = 1UL << options.LgQspaceMax;
        CspaceMin = Next(QspaceMax, RecordSizes.CacheLine);
        CspaceMax = 1UL << options.LgCspaceMax;
        SspaceMin = Next(CspaceMax, Subpage);
        SspaceMax = PageBytes - Subpage;
        QuantumBins = (int)(QspaceMax / Quantum);
        CachelineBins = (int)((CspaceMax - CspaceMin) / RecordSizes.CacheLine) + 1;
        SubpageBins = (int)((SspaceMax - SspaceMin) / Subpage) + 1;
        HasOwnLookup = options.LgQspaceMax != QspaceDefault || options.LgCspaceMax != CspaceDefault;
        MapBias = ChunkShift - PageShift < 32 ? BiasOf(ChunkPages) : 0;
        ArenaMaxClass = ChunkBytes - ((ulong)MapBias << PageShift);
        Bins = MakeBins();
        BinOf = MakeLookup();
    }

    /// <summary>Bytes of a page.</summary>
    public ulong PageBytes { get; }

    /// <summary>Logarithm of <see cref="PageBytes"/>.</summary>
    public int PageShift { get; }

    /// <summary>Bytes of a chunk. (chunksize)</summary>
    public ulong ChunkBytes { get; }

    /// <summary>Logarithm of <see cref="ChunkBytes"/>.</summary>
    public int ChunkShift { get; }

    /// <summary>The bits of an address within its chunk.</summary>
    public ulong ChunkMask { get; }

    /// <summary>Pages of a chunk. (chunk_npages)</summary>
    public ulong ChunkPages => ChunkBytes >> PageShift;

    /// <summary>Pages of a chunk's header. (map_bias)</summary>
    public int MapBias { get; }

    /// <summary>The largest object that shares a chunk. (arena_maxclass)</summary>
    public ulong ArenaMaxClass { get; }

    /// <summary>How many large classes there are. (nlclasses)</summary>
    public int LargeClasses => (int)(ChunkPages - (ulong)MapBias);

    /// <summary>Largest quantum-spaced class.</summary>
    public ulong QspaceMax { get; }

    /// <summary>Smallest cacheline-spaced class.</summary>
    public ulong CspaceMin { get; }

    /// <summary>Largest cacheline-spaced class.</summary>
    public ulong CspaceMax { get; }

    /// <summary>Smallest subpage-spaced class.</summary>
    public ulong SspaceMin { get; }

    /// <summary>Largest small class. (small_maxclass)</summary>
    public ulong SspaceMax { get; }

    /// <summary>Quantum-spaced classes. (nqbins)</summary>
    public int QuantumBins { get; }

    /// <summary>Cacheline-spaced classes. (ncbins)</summary>
    public int CachelineBins { get; }

    /// <summary>Subpage-spaced classes. (nsbins)</summary>
    public int SubpageBins { get; }

    /// <summary>Whether the library builds its table of classes itself, from the base, as it does when the groups are not the usual ones.</summary>
    public bool HasOwnLookup { get; }

    /// <summary>The small classes.</summary>
    public BinInfo[] Bins { get; }

    /// <summary>The class of a small request, at index (size - 1) / 8.</summary>
    public byte[] BinOf { get; }

    /// <summary>The small class of a request.</summary>
    public BinInfo SmallOf(ulong size) => Bins[BinOf[(size - 1) >> LookupShift]];

    /// <summary>Rounds up to whole pages; wraps as the library's arithmetic does.</summary>
    public ulong PagesOf(ulong bytes) => unchecked(bytes + PageBytes - 1) & ~(PageBytes - 1);

    /// <summary>Rounds up to whole chunks; wraps as the library's arithmetic does.</summary>
    public ulong ChunksOf(ulong bytes) => unchecked(bytes + ChunkMask) & ~ChunkMask;

    /// <summary>Usable bytes of a request. (s2u)</summary>
    public ulong UsableOf(ulong size)
        => size <= SspaceMax ? SmallOf(size).RegionBytes : size <= ArenaMaxClass ? PagesOf(size) : ChunksOf(size);

    private static ulong Next(ulong max, ulong spacing)
    {
        ulong next = (max + spacing - 1) & ~(spacing - 1);
        return next == max ? next + spacing : next;
    }

    // The map needs no elements for the pages that hold it, so it is fitted in three steps.
    private int BiasOf(ulong chunkPages)
    {
        ulong bias = 0;
        for (int i = 0; i < 3; i++)
        {
            ulong header = RecordSizes.ChunkHeader + (RecordSizes.MapElement * (chunkPages - bias));
            bias = (header + PageBytes - 1) >> PageShift;
        }

        return (int)bias;
    }

    private BinInfo[] MakeBins()
    {
        BinInfo[] bins = new BinInfo[TinyBins + QuantumBins + CachelineBins + SubpageBins];
        ulong runBytes = PageBytes;
        for (int i = 0; i < bins.Length; i++)
        {
            bins[i] = RunGeometry.Of(i, RegionBytesOf(i), runBytes, ArenaMaxClass, PageBytes);
            runBytes = bins[i].RunBytes;
        }

        return bins;
    }

    private ulong RegionBytesOf(int bin)
    {
        int cacheline = bin - TinyBins - QuantumBins;
        int subpage = cacheline - CachelineBins;
        return bin < TinyBins ? TinyMin << bin
            : cacheline < 0 ? (ulong)(bin - TinyBins + 1) * Quantum
            : subpage < 0 ? CspaceMin + ((ulong)cacheline * RecordSizes.CacheLine)
            : SspaceMin + ((ulong)subpage * Subpage);
    }

    private byte[] MakeLookup()
    {
        byte[] lookup = new byte[SspaceMax >> LookupShift];
        int bin = 0;
        for (int i = 0; i < lookup.Length; i++)
        {
            bin += ((ulong)i + 1) << LookupShift > Bins[bin].RegionBytes ? 1 : 0;
            lookup[i] = (byte)bin;
        }

        return lookup;
    }
}
