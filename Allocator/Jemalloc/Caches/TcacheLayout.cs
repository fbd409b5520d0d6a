using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Allocator.Jemalloc.Caches;

/// <summary>How a thread cache is laid out under a set of options; the same for all threads.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/tcache.c` (tcache_boot) and `src/cache_bin.c`.</remarks>
internal sealed class TcacheLayout
{
    private const int CapacityLimit = (1 << 16) / 8 - 1;

    /// <summary>The layout for size classes and options.</summary>
    /// <param name="sizes">The size classes.</param>
    /// <param name="options">The options.</param>
    /// <param name="maxClass">Largest size that is cached, bytes; null for what the options say.</param>
    public TcacheLayout(SizeClasses sizes, JemallocOptions options, ulong? maxClass = null)
    {
        TcacheShape shape = options.Version.Caches;
        MaxClass = maxClass ?? shape.MaxClass(sizes, options);
        Alignment = shape.Alignment(sizes);
        FlushesOldestFirst = shape.FlushesOldestFirst;
        AlwaysLocksLarge = shape.AlwaysLocksLarge;
        FlushBatch = shape.FlushBatch;
        GathersOwners = shape.GathersOwners;
        MaxClassOrSmall = Math.Max(MaxClass, sizes.SmallMax);
        CachedClassCount = sizes.SizeToIndex(MaxClass) + 1;
        BinCount = Math.Max(CachedClassCount, sizes.SmallCount);
        Capacities = new int[BinCount];
        GcDelayItems = new byte[sizes.SmallCount];
        ulong slots = 0;
        for (int i = 0; i < CachedClassCount; i++)
        {
            Capacities[i] = AskedCapacity(sizes, options, i) ?? (i < sizes.SmallCount ? SmallCapacity(sizes.Bins[i].RegionCount, options) : (int)options.TcacheNslotsLarge);
            slots += (ulong)Capacities[i];
        }

        for (int i = 0; i < GcDelayItems.Length; i++)
        {
            GcDelayItems[i] = (byte)Math.Min(options.TcacheGcDelayBytes / sizes.IndexToSize(i), byte.MaxValue);
        }

        LargestCapacity = Capacities.Max();
        SlotCount = (int)slots + 2;
        Bytes = (slots + shape.GuardSlots) * sizeof(ulong);
        HasGuards = shape.GuardSlots > 0;
        IsRecordFirst = shape.IsRecordFirst;
    }

    /// <summary>Largest size that is cached.</summary>
    public ulong MaxClass { get; }

    /// <summary>Largest size that goes through the cache's code: small sizes do so even where they are not cached.</summary>
    public ulong MaxClassOrSmall { get; }

    /// <summary>Number of size classes that are cached. (nhbins)</summary>
    public int CachedClassCount { get; }

    /// <summary>Number of bins in the record: at least one for each small class.</summary>
    public int BinCount { get; }

    /// <summary>Objects that each bin holds; 0 for a class that is not cached.</summary>
    public int[] Capacities { get; }

    /// <summary>Objects that the largest bin holds.</summary>
    public int LargestCapacity { get; }

    /// <summary>Objects of each small class that the garbage collection lets pass before it flushes.</summary>
    public byte[] GcDelayItems { get; }

    /// <summary>Slots, with one at either end that holds nothing.</summary>
    public int SlotCount { get; }

    /// <summary>Whether a flush gives back the longest cached object first.</summary>
    public bool FlushesOldestFirst { get; }

    /// <summary>Whether a flush of large objects takes its arena's lock of them also where the arena keeps no list of them.</summary>
    public bool AlwaysLocksLarge { get; }

    /// <summary>Most objects that a flush looks up and gives back in one go.</summary>
    public int FlushBatch { get; }

    /// <summary>Whether a flush first puts the objects of the first one's owner to the front.</summary>
    public bool GathersOwners { get; }

    /// <summary>What the slots are aligned to, bytes.</summary>
    public ulong Alignment { get; }

    /// <summary>Whether the slots at either end lie in the library's memory, too.</summary>
    public bool HasGuards { get; }

    /// <summary>Whether the record of an explicit cache lies before its slots.</summary>
    public bool IsRecordFirst { get; }

    /// <summary>Bytes that the slots take in the library.</summary>
    public ulong Bytes { get; }

    // By the option tcache_ncached_max, of which a later entry wins.
    private static int? AskedCapacity(SizeClasses sizes, JemallocOptions options, int szind)
    {
        int? asked = null;
        foreach (CacheSizeOverride entry in options.TcacheNcachedMax)
        {
            if (szind >= sizes.SizeToIndex(entry.Begin) && szind <= sizes.SizeToIndex(entry.End))
            {
                asked = (int)Math.Min(entry.Objects, CapacityLimit);
            }
        }

        return asked;
    }

    private static int SmallCapacity(int regions, JemallocOptions options)
    {
        uint smallest = options.TcacheNslotsSmallMin;
        uint largest = Math.Min(options.TcacheNslotsSmallMax, CapacityLimit);
        smallest = Math.Max(smallest + (smallest % 2), 2);
        largest = Math.Max(largest - (largest % 2), 2);
        smallest = Math.Min(smallest, largest);
        int shift = (int)options.LgTcacheNslotsMul;
        uint wanted = shift < 0 ? (uint)regions >> -shift : (uint)regions << shift;
        wanted += wanted % 2;
        return (int)Math.Clamp(wanted, smallest, largest);
    }
}
