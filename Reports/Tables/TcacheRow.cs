using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Replay;
using CsvHelper;

namespace AllocSim.Reports.Tables;

/// <summary>The free objects of one size class in one cache: a row of tcaches.csv. Bins that hold nothing have no row.</summary>
[CsvRecord]
public sealed partial record TcacheRow
{
    /// <summary>"peak" for the sample with the most requested bytes, "end" for the end of the trace.</summary>
    [CsvColumn("moment")]
    public string Moment { get; init; } = "";

    /// <summary>The thread whose cache it is; -1 for a cache made by tcache.create.</summary>
    [CsvColumn("thread")]
    public int Thread { get; init; }

    /// <summary>Number of a cache made by tcache.create; -1 for a thread's own.</summary>
    [CsvColumn("explicit_cache")]
    public int ExplicitCache { get; init; }

    /// <summary>The arena that fills it.</summary>
    [CsvColumn("arena")]
    public int Arena { get; init; }

    /// <summary>Index of the size class.</summary>
    [CsvColumn("size_index")]
    public int SizeIndex { get; init; }

    /// <summary>Bytes of an object.</summary>
    [CsvColumn("size_bytes")]
    public ulong SizeBytes { get; init; }

    /// <summary>Objects that are cached.</summary>
    [CsvColumn("objects")]
    public int Objects { get; init; }

    /// <summary>Objects that the bin has room for.</summary>
    [CsvColumn("capacity_objects")]
    public int CapacityObjects { get; init; }

    /// <summary>Bytes that are cached.</summary>
    [CsvColumn("cached_bytes")]
    public ulong CachedBytes { get; init; }

    /// <summary>The row for a bin of a cache.</summary>
    public static TcacheRow From(string moment, CacheSnapshot cache) => new()
    {
        Moment = moment,
        Thread = cache.Thread,
        ExplicitCache = cache.ExplicitCache,
        Arena = cache.Arena,
        SizeIndex = cache.SizeIndex,
        SizeBytes = cache.SizeBytes,
        Objects = cache.Objects,
        CapacityObjects = cache.Capacity,
        CachedBytes = (ulong)cache.Objects * cache.SizeBytes,
    };
}
