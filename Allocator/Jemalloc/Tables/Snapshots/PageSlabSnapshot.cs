namespace AllocSim.Allocator.Jemalloc.Tables.Snapshots;

/// <summary>What the huge page allocator of an arena holds at one instant, and what it has done so far.</summary>
internal struct PageSlabSnapshot
{
    /// <summary>The arena.</summary>
    public int Arena;

    /// <summary>Page slabs: ranges of a huge page that extents are cut from.</summary>
    public ulong PageSlabs;

    /// <summary>Pages in them.</summary>
    public ulong Pages;

    /// <summary>Page slabs for which a huge page was asked.</summary>
    public ulong HugePageSlabs;

    /// <summary>Pages in extents, those of the small extent cache included.</summary>
    public ulong ActivePages;

    /// <summary>Pages once used, in no extent now, and not purged since.</summary>
    public ulong DirtyPages;

    /// <summary>Bytes in the small extent cache.</summary>
    public ulong CachedBytes;

    /// <summary>Page slabs purged so far, each time counted. (npurge_passes)</summary>
    public ulong PurgePasses;

    /// <summary>Runs of pages purged so far. (npurges)</summary>
    public ulong Purges;

    /// <summary>Page slabs made huge so far, each time counted. (nhugifies)</summary>
    public ulong Hugifies;

    /// <summary>Huge ones broken up so far. (ndehugifies)</summary>
    public ulong Dehugifies;

    /// <summary>Adds another arena's.</summary>
    public void Add(in PageSlabSnapshot other)
    {
        PageSlabs += other.PageSlabs;
        Pages += other.Pages;
        HugePageSlabs += other.HugePageSlabs;
        ActivePages += other.ActivePages;
        DirtyPages += other.DirtyPages;
        CachedBytes += other.CachedBytes;
        PurgePasses += other.PurgePasses;
        Purges += other.Purges;
        Hugifies += other.Hugifies;
        Dehugifies += other.Dehugifies;
    }
}
