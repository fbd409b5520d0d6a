namespace AllocSim.Allocator.Jemalloc.Options;

/// <summary>Whether memory is taken from the program break, and before or after mappings.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/extent_dss.h`. The order is the library's: its parser takes the first name that begins with the value.</remarks>
public enum DssPrecedence
{
    /// <summary>Never.</summary>
    Disabled,

    /// <summary>Before mappings.</summary>
    Primary,

    /// <summary>When mappings fail.</summary>
    Secondary,
}
