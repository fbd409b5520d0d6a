namespace AllocSim.Allocator.Jemalloc.Extents.Fits;

/// <summary>The oldest extent, lowest address first. From 5.2 on.</summary>
internal sealed class OldestFit : ExtentFit
{
    /// <inheritdoc/>
    public override bool TakesSmallest(bool delaysCoalescing) => false;
}
