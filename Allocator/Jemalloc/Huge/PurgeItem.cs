namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>A page slab that is being purged together with others.</summary>
/// <param name="dirty">Room for the set of its dirty pages.</param>
internal sealed class PurgeItem(PageSet dirty)
{
    /// <summary>The page slab.</summary>
    public Hpdata? Slab { get; set; }

    /// <summary>Whether the system is asked to break it up first.</summary>
    public bool IsMadePlain { get; set; }

    /// <summary>Its dirty pages.</summary>
    public PageSet Dirty { get; } = dirty;
}
