using AllocSim.Simulator.Costs;

namespace AllocSim.Allocator.Jemalloc.Contended;

/// <summary>The steps that take time within jemalloc. The table in docs/costs.md says where each is charged.</summary>
internal static class JemallocCost
{
    /// <summary>Filling an empty bin of a cache, without its objects.</summary>
    public const CostKind TcacheFill = CostKind.FirstOwn;

    /// <summary>Each object that a fill brings.</summary>
    public const CostKind TcacheFillRegion = CostKind.FirstOwn + 1;

    /// <summary>One pass of flushing a bin of a cache, without its objects.</summary>
    public const CostKind TcacheFlush = CostKind.FirstOwn + 2;

    /// <summary>Each object that a flush gives back.</summary>
    public const CostKind TcacheFlushRegion = CostKind.FirstOwn + 3;

    /// <summary>A large object taken from or put into a cache.</summary>
    public const CostKind TcacheLarge = CostKind.FirstOwn + 4;

    /// <summary>Taking one small object past the cache, under the bin's lock.</summary>
    public const CostKind BinMalloc = CostKind.FirstOwn + 5;

    /// <summary>Giving one small object back past the cache, under the bin's lock.</summary>
    public const CostKind BinFree = CostKind.FirstOwn + 6;

    /// <summary>Preparing a new slab.</summary>
    public const CostKind SlabInit = CostKind.FirstOwn + 7;

    /// <summary>A large allocation or deallocation, without its extent.</summary>
    public const CostKind Large = CostKind.FirstOwn + 8;

    /// <summary>Looking for an extent in a cache of extents.</summary>
    public const CostKind ExtentFind = CostKind.FirstOwn + 9;

    /// <summary>Putting an extent into a cache of extents.</summary>
    public const CostKind ExtentRecord = CostKind.FirstOwn + 10;

    /// <summary>Splitting an extent.</summary>
    public const CostKind ExtentSplit = CostKind.FirstOwn + 11;

    /// <summary>Merging two extents.</summary>
    public const CostKind ExtentMerge = CostKind.FirstOwn + 12;

    /// <summary>Each entry of the page map that is written.</summary>
    public const CostKind RtreeWrite = CostKind.FirstOwn + 13;

    /// <summary>Getting or returning an extent record.</summary>
    public const CostKind EdataAlloc = CostKind.FirstOwn + 14;

    /// <summary>Taking metadata from the base allocator.</summary>
    public const CostKind BaseAlloc = CostKind.FirstOwn + 15;

    /// <summary>A look at decay.</summary>
    public const CostKind DecayCheck = CostKind.FirstOwn + 16;

    /// <summary>The steps in the order of the constants: defaults measured on one machine, and usual orders of magnitude.</summary>
    public static IReadOnlyList<CostStep> Steps { get; } =
    [
        new("tcache_fill", 36.1m, 30m, "filling an empty bin of a cache, without its objects"),
        new("tcache_fill_region", 2.39m, 3m, "each object that a fill brings"),
        new("tcache_flush", 34.84m, 30m, "one pass of flushing a bin of a cache, without its objects"),
        new("tcache_flush_region", 4.56m, 8m, "each object that a flush gives back"),
        new("tcache_large", 15.72m, 15m, "a large object taken from or put into a cache"),
        new("bin_malloc", 11.23m, 12m, "taking one small object past the cache, under the bin's lock"),
        new("bin_free", 14.2m, 14m, "giving one small object back past the cache, under the bin's lock"),
        new("slab_init", 43.07m, 60m, "preparing a new slab"),
        new("large", 51.47m, 40m, "a large allocation or deallocation, without its extent"),
        new("extent_find", 64.39m, 40m, "looking for an extent in a cache of extents"),
        new("extent_record", 34.49m, 40m, "putting an extent into a cache of extents"),
        new("extent_split", 109.6m, 100m, "splitting an extent"),
        new("extent_merge", 18.96m, 100m, "merging two extents"),
        new("rtree_write", 4.2m, 2m, "each entry of the page map that is written"),
        new("edata_alloc", 13.81m, 15m, "getting or returning an extent record"),
        new("base_alloc", 99.63m, 60m, "taking metadata from the base allocator"),
        new("decay_check", 41.11m, 40m, "a look at decay"),
    ];
}
