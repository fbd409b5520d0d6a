namespace AllocSim.Allocator.Tcmalloc.Pages;

/// <summary>The spans and classes of the pages of 2 GiB. (PageMap2's Leaf)</summary>
/// <remarks>Spans lie in pieces of 32 MiB of a heap, made when a page of theirs is recorded for the first time.</remarks>
internal sealed class PageMapLeaf
{
    /// <summary>Logarithm of its pages.</summary>
    public const int PagesLog2 = 18;

    /// <summary>Its pages.</summary>
    public const int Pages = 1 << PagesLog2;

    private const int PiecePagesLog2 = 12;
    private const int PiecePages = 1 << PiecePagesLog2;
    private const int PieceCount = 1 << (PagesLog2 - PiecePagesLog2);

    private readonly int[]?[] _spans = new int[]?[PieceCount];

    /// <summary>The class of each page's objects; 0 for large ones.</summary>
    public byte[] Classes { get; } = new byte[Pages];

    /// <summary>The span that a page was last recorded for; 0 for none.</summary>
    public int SpanOf(ulong page) => _spans[PieceOf(page)] is { } piece ? piece[page & (PiecePages - 1)] : 0;

    /// <summary>Records a page.</summary>
    public void Set(ulong page, int span) => (_spans[PieceOf(page)] ??= new int[PiecePages])[page & (PiecePages - 1)] = span;

    /// <summary>The first page from one on, which is of this leaf, that was ever recorded; one beyond the leaf for none.</summary>
    public ulong NextRecorded(ulong page)
    {
        ulong end = (page | (Pages - 1)) + 1;
        while (page < end)
        {
            int ahead = _spans[PieceOf(page)] is { } piece ? piece.AsSpan((int)(page & (PiecePages - 1))).IndexOfAnyExcept(0) : -1;
            if (ahead >= 0)
            {
                return page + (ulong)ahead;
            }

            page = (page | (PiecePages - 1)) + 1;
        }

        return end;
    }

    private static ulong PieceOf(ulong page) => (page >> PiecePagesLog2) & (PieceCount - 1);
}
