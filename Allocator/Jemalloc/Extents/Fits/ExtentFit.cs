namespace AllocSim.Allocator.Jemalloc.Extents.Fits;

/// <summary>Which of the unused extents that are large enough serves a request.</summary>
internal abstract class ExtentFit
{
    /// <summary>Whether of the smallest class that holds any the first is taken; otherwise the oldest of all classes that fit.</summary>
    /// <param name="delaysCoalescing">The set is one whose small extents are merged late.</param>
    public abstract bool TakesSmallest(bool delaysCoalescing);
}
