using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;

namespace AllocSim.Allocator.Jemalloc.Extents.Neighbours;

/// <summary>Which of two neighbouring extents may become one, their states aside.</summary>
internal abstract class NeighbourRule
{
    /// <summary>Whether an extent may take in its neighbour.</summary>
    /// <param name="edata">The extent.</param>
    /// <param name="neighbor">What lies beside it.</param>
    /// <param name="element">What the page map says of the neighbour.</param>
    /// <param name="forward">The neighbour lies behind it, not before it.</param>
    /// <param name="eager">A large extent is merged as soon as it is freed.</param>
    /// <param name="expanding">A live object grows: that its pages are committed and those behind it are not is no hindrance.</param>
    public abstract bool MayJoin(in Edata edata, in Edata neighbor, ulong element, bool forward, bool expanding, bool eager);

    /// <summary>Whether a large extent that has been merged once as it is freed is merged again.</summary>
    /// <param name="before">Its bytes before.</param>
    /// <param name="after">Its bytes now.</param>
    public virtual bool GoesOn(ulong before, ulong after) => true;

    /// <summary>Most bytes to which a large extent is joined as it is freed.</summary>
    /// <param name="bytes">Its bytes before anything is joined.</param>
    public virtual ulong Longest(ulong bytes) => ulong.MaxValue;

    /// <summary>What becomes of the page map's element of an extent's last page when the state at its first page changes.</summary>
    /// <param name="first">The new element of the first page.</param>
    /// <param name="rtree">The page map.</param>
    /// <param name="last">Address of the last page.</param>
    public abstract ulong LastElement(ulong first, Rtree rtree, ulong last);
}
