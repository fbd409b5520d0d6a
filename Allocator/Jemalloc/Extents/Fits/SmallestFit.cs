namespace AllocSim.Allocator.Jemalloc.Extents.Fits;

/// <summary>Of dirty extents one of the smallest class, of others the oldest. Up to 5.1.</summary>
/// <remarks>Source: jemalloc 5.1.0, `src/extent.c`, extents_best_fit_locked and extents_first_fit_locked.</remarks>
internal sealed class SmallestFit : ExtentFit
{
    /// <inheritdoc/>
    public override bool TakesSmallest(bool delaysCoalescing) => delaysCoalescing;
}
