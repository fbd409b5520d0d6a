namespace AllocSim.Allocator.Jemalloc.Options;

/// <summary>When the huge page allocator asks the system to make a range huge.</summary>
/// <remarks>jemalloc 5.3.1, `include/jemalloc/internal/hpa_opts.h`.</remarks>
public enum HugifyStyle
{
    /// <summary>Lazily where the system waits to be asked, otherwise never.</summary>
    Auto,

    /// <summary>Never.</summary>
    None,

    /// <summary>When the range is mapped.</summary>
    Eager,

    /// <summary>When enough of it has been in use for a while.</summary>
    Lazy,
}
