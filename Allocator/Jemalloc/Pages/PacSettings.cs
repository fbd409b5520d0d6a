namespace AllocSim.Allocator.Jemalloc.Pages;

/// <summary>How an arena's page allocator is set up.</summary>
/// <param name="OversizeThreshold">Extents of at least this many bytes are not kept dirty.</param>
/// <param name="DirtyDecayMs">Decay time of dirty pages in milliseconds.</param>
/// <param name="MuzzyDecayMs">Decay time of muzzy pages in milliseconds.</param>
/// <param name="LgExtentMaxActiveFit">A dirty extent is taken only if its class is at most two to this times the request.</param>
internal readonly record struct PacSettings(ulong OversizeThreshold, long DirtyDecayMs, long MuzzyDecayMs, int LgExtentMaxActiveFit)
{
    /// <summary>Large objects of at least this many bytes that have to read as zero get pages that do; smaller ones are written to. Default 0.</summary>
    public ulong ZeroPagesFrom { get; init; }
}
