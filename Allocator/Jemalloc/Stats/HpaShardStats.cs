using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Allocator.Jemalloc.Stats;

/// <summary>What the huge page allocator of an arena, and the small extent cache in front of it, have done and hold.</summary>
/// <param name="sizes">The size classes that fullness is counted in.</param>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/hpa.h`, `psset.h` and `sec.h`.</remarks>
public sealed class HpaShardStats(SizeClasses sizes)
{
    // (PSSET_NPSIZES)
    private const int LeastClasses = 64;

    /// <summary>Times that purging was begun.</summary>
    public ulong NpurgePasses;

    /// <summary>Ranges purged.</summary>
    public ulong Npurges;

    /// <summary>Pages made huge.</summary>
    public ulong Nhugifies;

    /// <summary>Times that the system refused to make a range huge.</summary>
    public ulong NhugifyFailures;

    /// <summary>Huge pages broken up.</summary>
    public ulong Ndehugifies;

    /// <summary>Bytes in the small extent cache.</summary>
    public ulong SecBytes;

    /// <summary>Requests that the small extent cache served.</summary>
    public ulong SecHits;

    /// <summary>Requests that it could not serve.</summary>
    public ulong SecMisses;

    /// <summary>Frees into it that made it flush.</summary>
    public ulong SecFlushingFrees;

    /// <summary>Frees into it that did not.</summary>
    public ulong SecPlainFrees;

    /// <summary>Fills that brought it beyond its limit.</summary>
    public ulong SecOverfills;

    /// <summary>Page slabs without a free page: [0] not huge, [1] huge.</summary>
    public PageSlabStats[] FullSlabs { get; } = new PageSlabStats[2];

    /// <summary>Page slabs without an active page: [0] not huge, [1] huge.</summary>
    public PageSlabStats[] EmptySlabs { get; } = new PageSlabStats[2];

    /// <summary>The others by the class of their longest free run: [2 * class] not huge, [2 * class + 1] huge.</summary>
    public PageSlabStats[] NonfullSlabs { get; } = new PageSlabStats[2 * ClassCount(sizes)];

    /// <summary>Number of classes of free runs: as many as the library has, or more where the size classes are so fine that a huge page spans more.</summary>
    public static int ClassCount(SizeClasses sizes)
        => Math.Max(LeastClasses, sizes.PageSizeToIndex(sizes.PageSizeCeiling(JemallocOptions.HugePage)) + 1);

    /// <summary>All page slabs together: 0 those not huge, 1 the huge ones.</summary>
    public PageSlabStats Slabs(int huge)
    {
        PageSlabStats sum = FullSlabs[huge];
        sum.Add(EmptySlabs[huge]);
        for (int i = huge; i < NonfullSlabs.Length; i += 2)
        {
            sum.Add(NonfullSlabs[i]);
        }

        return sum;
    }

    /// <summary>Everything becomes 0.</summary>
    public void Clear()
    {
        NpurgePasses = Npurges = Nhugifies = NhugifyFailures = Ndehugifies = SecBytes = 0;
        SecHits = SecMisses = SecFlushingFrees = SecPlainFrees = SecOverfills = 0;
        Array.Clear(FullSlabs);
        Array.Clear(EmptySlabs);
        Array.Clear(NonfullSlabs);
    }

    /// <summary>Adds another's counts.</summary>
    public void Add(HpaShardStats other)
    {
        NpurgePasses += other.NpurgePasses;
        Npurges += other.Npurges;
        Nhugifies += other.Nhugifies;
        NhugifyFailures += other.NhugifyFailures;
        Ndehugifies += other.Ndehugifies;
        SecHits += other.SecHits;
        SecMisses += other.SecMisses;
        SecFlushingFrees += other.SecFlushingFrees;
        SecPlainFrees += other.SecPlainFrees;
        SecOverfills += other.SecOverfills;
        SecBytes += other.SecBytes;
        Add(FullSlabs, other.FullSlabs);
        Add(EmptySlabs, other.EmptySlabs);
        Add(NonfullSlabs, other.NonfullSlabs);
    }

    private static void Add(PageSlabStats[] into, PageSlabStats[] from)
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i].Add(from[i]);
        }
    }
}
