namespace AllocSim.Allocator.Jemalloc.Extents.Heaps;

/// <summary>How the heaps of a version rearrange themselves. It shows where a heap is searched in the order of its shape.</summary>
/// <param name="Unpaired">Of the elements that wait, counted when one is inserted, so many do not count towards merging pairs.</param>
/// <param name="SkipsToWaiting">A root without children is taken out by putting the first element that waits in its place; otherwise all that wait are merged.</param>
/// <remarks>Source: jemalloc 5.3.0 and 5.3.1, `include/jemalloc/internal/ph.h`.</remarks>
internal sealed record HeapHabits(uint Unpaired, bool SkipsToWaiting)
{
    /// <summary>Up to 5.3.0.</summary>
    public static HeapHabits UpTo530 { get; } = new(Unpaired: 1, SkipsToWaiting: true);

    /// <summary>From 5.3.1 on.</summary>
    public static HeapHabits From531 { get; } = new(Unpaired: 0, SkipsToWaiting: false);
}
