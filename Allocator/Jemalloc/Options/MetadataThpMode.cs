namespace AllocSim.Allocator.Jemalloc.Options;

/// <summary>Whether metadata is put on huge pages.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/base.h`.</remarks>
public enum MetadataThpMode
{
    /// <summary>Never.</summary>
    Disabled,

    /// <summary>Once there is enough of it.</summary>
    Auto,

    /// <summary>From the start.</summary>
    Always,
}
