namespace AllocSim.Allocator.Jemalloc.Extents.Heaps;

/// <summary>How the heaps of a version rearrange themselves. It shows where a heap is searched in the order of its shape.</summary>
/// <param name="LowestTakesRoot">An element that comes before the root takes its place when it is inserted, and what waits goes with the old root; otherwise it waits like any other.</param>
/// <param name="Unpaired">Of the elements that wait, counted when one is inserted, so many do not count towards merging pairs; <see cref="uint.MaxValue"/> where an insertion merges none.</param>
/// <param name="SkipsToWaiting">A root without children is taken out by putting the first element that waits in its place; otherwise all that wait are merged.</param>
/// <remarks>Source: jemalloc 5.2.1, 5.3.0 and 5.3.1, `include/jemalloc/internal/ph.h`.</remarks>
internal sealed record HeapHabits(bool LowestTakesRoot, uint Unpaired, bool SkipsToWaiting)
{
    /// <summary>Up to 5.2.1.</summary>
    public static HeapHabits UpTo521 { get; } = new(LowestTakesRoot: false, Unpaired: uint.MaxValue, SkipsToWaiting: true);

    /// <summary>5.3.0.</summary>
    public static HeapHabits Of530 { get; } = new(LowestTakesRoot: true, Unpaired: 1, SkipsToWaiting: true);

    /// <summary>From 5.3.1 on.</summary>
    public static HeapHabits From531 { get; } = new(LowestTakesRoot: true, Unpaired: 0, SkipsToWaiting: false);
}
