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

    /// <summary>Huge pages broken up.</summary>
    public ulong Ndehugifies;

    /// <summary>Bytes in the small extent cache.</summary>
    public ulong SecBytes;

    /// <summary>Page slabs without a free page: [0] not huge, [1] huge.</summary>
    public PageSlabStats[] FullSlabs { get; } = new PageSlabStats[2];

    /// <summary>Page slabs without an active page: [0] not huge, [1] huge.</summary>
    public PageSlabStats[] EmptySlabs { get; } = new PageSlabStats[2];

    /// <summary>The others by the class of their longest free run: [2 * class] not huge, [2 * class + 1] huge.</summary>
    public PageSlabStats[] NonfullSlabs { get; } = new PageSlabStats[2 * ClassCount(sizes)];

    /// <summary>Number of classes of free runs: as many as the library has, or more where the size classes are so fine that a huge page spans more.</summary>
    public static int ClassCount(SizeClasses sizes)
        => Math.Max(LeastClasses, sizes.PageSizeToIndex(sizes.PageSizeCeiling(JemallocOptions.HugePage)) + 1);

    /// <summary>Everything becomes 0.</summary>
    public void Clear()
    {
        NpurgePasses = Npurges = Nhugifies = Ndehugifies = SecBytes = 0;
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
        Ndehugifies += other.Ndehugifies;
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
