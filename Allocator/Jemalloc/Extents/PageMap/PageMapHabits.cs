namespace AllocSim.Allocator.Jemalloc.Extents.PageMap;

/// <summary>What a release notes of extents where nobody reads it: it shows in the records alone.</summary>
/// <param name="NotesCutsAtBothEnds">The page map's element of an extent's last page tells its class, too, where it was cut or mapped for a large object; of one that is taken as it is, only the first page's does.</param>
/// <param name="ForgetsUnusedSlabs">The record of an extent that is no longer in use says that it is no slab.</param>
/// <param name="ReentersKept">An extent whose address space is kept by default is taken out of the page map and entered again, without its class.</param>
/// <param name="ReentersWithHooks">So is one of hooks of a program's own that lack the call that gives it back.</param>
/// <remarks>Source: jemalloc 5.1.0, 5.2.1 and 5.3.0, `src/extent.c`: extent_split_impl, extent_record and extent_dalloc_wrapper.</remarks>
internal sealed record PageMapHabits(bool NotesCutsAtBothEnds, bool ForgetsUnusedSlabs, bool ReentersKept, bool ReentersWithHooks)
{
    /// <summary>5.1.0.</summary>
    public static PageMapHabits Of510 { get; } = new(true, true, true, true);

    /// <summary>5.2.1.</summary>
    public static PageMapHabits Of521 { get; } = Of510 with { ReentersKept = false };

    /// <summary>From 5.3.0 on.</summary>
    public static PageMapHabits From530 { get; } = new(false, false, false, false);
}
