namespace AllocSim.Allocator.Jemalloc.Options;

/// <summary>What the allocator tells the system about huge pages for its mappings.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/pages.h`.</remarks>
public enum ThpMode
{
    /// <summary>Nothing.</summary>
    Default,

    /// <summary>To use them.</summary>
    Always,

    /// <summary>Not to use them.</summary>
    Never,
}
