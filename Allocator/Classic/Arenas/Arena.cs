using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Options;
using AllocSim.Allocator.Classic.Runs;
using AllocSim.Allocator.Classic.Sizes;
using AllocSim.Allocator.Classic.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Classic.Arenas;

/// <summary>An arena: chunks cut into runs, for small regions in bins and for large objects. (arena_t)</summary>
/// <remarks>
/// Free runs are either clean (every page reads as zero) or dirty, and only runs alike are merged. Dirty ones are preferred, the shortest that suffices,
/// of these the lowest. Once dirty pages outnumber a share of the active ones, all dirty pages of a chunk are dropped at once, chunk by chunk.
/// </remarks>
internal sealed partial class Arena
{
    private readonly SimMachine _machine;
    private readonly Geometry _geometry;
    private readonly ClassicOptions _options;
    private readonly ArenaParts _parts;
    private readonly PageMap _map;
    private readonly int _mapBias;
    private readonly int _pagesMax;

    private Arena(ArenaParts parts, int index, ulong address)
    {
        _parts = parts;
        _machine = parts.Machine;
        _geometry = parts.Geometry;
        _options = parts.Options;
        _map = parts.Map;
        _mapBias = parts.Geometry.MapBias;
        _pagesMax = parts.Geometry.LargeClasses;
        Index = index;
        Address = address;
        Mutex = parts.NewMutex($"arenas.{index}");
        Clean = new AvailableRuns(_pagesMax);
        DirtyRuns = new AvailableRuns(_pagesMax);
        LargeStats = new LargeStats[_pagesMax];
        Bins = [.. parts.Geometry.Bins.Select(info => new Bin(info, parts.NewMutex($"arenas.{index}.bins.{info.Index}"), BinSums))];
    }

    /// <summary>Its number. (ind)</summary>
    public int Index { get; }

    /// <summary>Where its record is.</summary>
    public ulong Address { get; }

    /// <summary>Protects all but the bins. (lock)</summary>
    public MallocMutex Mutex { get; }

    /// <summary>The small size classes.</summary>
    public Bin[] Bins { get; }

    /// <summary>What they have together.</summary>
    public BinSums BinSums { get; } = new();

    /// <summary>Free runs whose pages read as zero. (runs_avail_clean)</summary>
    public AvailableRuns Clean { get; }

    /// <summary>Free runs whose pages may have been written. (runs_avail_dirty)</summary>
    public AvailableRuns DirtyRuns { get; }

    /// <summary>The chunk that became empty last, kept for the next need; its run is in neither set. (spare)</summary>
    public Chunk? Spare { get; private set; }

    /// <summary>Pages of runs in use. (nactive)</summary>
    public long ActivePages { get; private set; }

    /// <summary>Pages of dirty runs, the spare chunk's with them. (ndirty)</summary>
    public long DirtyPages { get; private set; }

    /// <summary>Pages that a purge under way will drop. (npurgatory)</summary>
    public long PurgingPages { get; private set; }

    /// <summary>Bytes of its chunks. (mapped)</summary>
    public ulong MappedBytes { get; private set; }

    /// <summary>Purges. (npurge)</summary>
    public ulong Purges { get; private set; }

    /// <summary>Calls of madvise. (nmadvise)</summary>
    public ulong Madvises { get; private set; }

    /// <summary>Pages dropped. (purged)</summary>
    public ulong PurgedPages { get; private set; }

    /// <summary>Counts of the large classes: one page, two pages, and so on.</summary>
    public LargeStats[] LargeStats { get; }

    /// <summary>Bytes in large objects, those in caches with them. (allocated_large)</summary>
    public ulong LargeBytes { get; private set; }

    /// <summary>Large objects handed out. (nmalloc_large)</summary>
    public ulong LargeMallocs { get; private set; }

    /// <summary>Large objects taken back. (ndalloc_large)</summary>
    public ulong LargeDallocs { get; private set; }

    /// <summary>Requests for large objects, as far as caches have reported theirs. (nrequests_large)</summary>
    public ulong LargeRequests { get; private set; }

    /// <summary>Makes an arena, its record and the counts of its large classes in the base. (arenas_extend, arena_new)</summary>
    /// <returns>Null when there is no memory for them.</returns>
    public static Arena? TryMake(ArenaParts parts, int index)
    {
        ulong bytes = RecordSizes.ArenaHeader + (RecordSizes.Bin * (ulong)parts.Geometry.Bins.Length);
        ulong address = parts.Base.Allocate(bytes);
        if (address == 0)
        {
            return null;
        }

        ulong counts = RecordSizes.LargeStats * (ulong)parts.Geometry.LargeClasses;
        ulong large = parts.Base.Allocate(counts);
        if (large == 0)
        {
            return null;
        }

        parts.Machine.Touch(large, counts);
        parts.Machine.Touch(address, bytes);
        return new Arena(parts, index, address);
    }

    /// <summary>A cache reports requests that it served. (nrequests)</summary>
    /// <param name="pages">Pages of the large class.</param>
    /// <param name="requests">How many.</param>
    public void CountLargeRequests(int pages, ulong requests)
    {
        LargeRequests += requests;
        LargeStats[pages - 1].Requests += requests;
    }

    private AvailableRuns AvailableOf(uint bits) => (bits & Chunk.Dirty) != 0 ? DirtyRuns : Clean;
}
