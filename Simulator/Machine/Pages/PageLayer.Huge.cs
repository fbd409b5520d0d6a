namespace AllocSim.Simulator.Machine.Pages;

/// <content>Huge pages: when a first access brings one, and what breaks it up.</content>
/// <remarks>
/// A piece as long as a huge page, at a multiple of its length, becomes one at its first access, where all of it is mapped alike, advised alike and nothing of it was ever accessed.
/// A piece that was dropped part by part keeps its page table and gets single pages, until one call drops all of it.
/// </remarks>
public sealed partial class PageLayer
{
    private ulong PagesPerHuge => _hugeBytes >> _pageShift;

    /// <summary>Asks for huge pages, or refuses them (MADV_HUGEPAGE, MADV_NOHUGEPAGE). Takes effect at later accesses.</summary>
    public void AdviseHuge(ulong address, ulong bytes, bool isWanted) => ApplyMapping(isWanted ? PageChange.WantHuge : PageChange.RefuseHuge, address, bytes);

    private bool IsHugeAllowed(byte page)
        => (_hugeMode == TransparentHugePages.Always && (page & PageByte.HugeRefused) == 0) || (_hugeMode == TransparentHugePages.Madvise && (page & PageByte.HugeWanted) != 0);

    /// <summary>Backs the whole piece around a page by a huge page, or by the huge zero page, when all of it is alike and was never accessed.</summary>
    /// <param name="change"><see cref="PageChange.BackHuge"/> or <see cref="PageChange.ReadHuge"/>.</param>
    /// <param name="page">A page of the piece, untouched.</param>
    /// <param name="was">Its byte.</param>
    private bool TryBackHuge(PageChange change, ulong page, byte was)
    {
        if (!IsHugeAllowed(was) || (was & PageByte.DroppedInPart) != 0)
        {
            return false;
        }

        Span<byte> piece = PieceAround(page);
        if (piece.ContainsAnyExcept(was))
        {
            return false;
        }

        _faults++;
        Write(piece, was, PageByte.After(change, was));
        return true;
    }

    /// <summary>The first write to a huge page that was only read.</summary>
    private bool TryWriteHugeZero(ulong page, byte was)
    {
        if ((was & PageByte.HugeBacked) == 0)
        {
            return false;
        }

        _faults++;
        Write(PieceAround(page), was, PageByte.After(PageChange.BackHuge, was));
        return true;
    }

    /// <summary>A huge page of which only a part changes becomes ordinary pages first.</summary>
    private void ApplySplitting(PageChange change, ulong address, ulong bytes)
    {
        if (_hugePages + _hugeZeroPages != 0 && bytes != 0)
        {
            SplitAround(address);
            SplitAround(address + bytes);
        }

        Apply(change, address, bytes);
    }

    private void SplitAround(ulong boundary)
    {
        if (CutsHuge(boundary))
        {
            Apply(PageChange.SplitHuge, boundary & ~(_hugeBytes - 1), _hugeBytes);
        }
    }

    private bool CutsHuge(ulong boundary) => (boundary & (_hugeBytes - 1)) != 0 && (ByteAt(boundary) & PageByte.HugeBacked) != 0;

    /// <summary>Huge pages go along as such only where both places lie alike.</summary>
    private void PrepareMove(ulong from, ulong to, ulong bytes)
    {
        if (_hugePages + _hugeZeroPages == 0)
        {
            return;
        }

        SplitAround(from);
        SplitAround(from + bytes);
        if (((from ^ to) & (_hugeBytes - 1)) != 0)
        {
            Apply(PageChange.SplitHuge, from, bytes);
        }
    }

    /// <summary>One call took all memory of a range: the pieces that lie in it as a whole are as good as new.</summary>
    private void DropTables(ulong address, ulong bytes)
    {
        ulong first = (address + _hugeBytes - 1) & ~(_hugeBytes - 1);
        ulong end = (address + bytes) & ~(_hugeBytes - 1);
        if (_hugeMode != TransparentHugePages.Never && end > first)
        {
            Apply(PageChange.DropTable, first, end - first);
        }
    }

    /// <summary>Where nothing is mapped any more in the piece that a boundary cuts, its page table is gone.</summary>
    private void DropTableWhereUnmapped(ulong boundary)
    {
        ulong first = boundary & ~(_hugeBytes - 1);
        if (_hugeMode == TransparentHugePages.Never || first == boundary)
        {
            return;
        }

        Span<byte> piece = PieceAround(first >> _pageShift);
        if (piece.Contains(PageByte.DroppedInPart) && !piece.ContainsAnyExcept((byte)0, PageByte.DroppedInPart))
        {
            piece.Clear();
        }
    }

    /// <summary>The pages of the piece around a page. To be written to only where something was mapped.</summary>
    private Span<byte> PieceAround(ulong page)
    {
        ulong first = page & ~(PagesPerHuge - 1);
        return Segment(first, first + PagesPerHuge, isWritten: false);
    }

    private void CountHuge(byte page, int count)
    {
        if ((page & PageByte.HugeBacked) == 0)
        {
            return;
        }

        if ((PageState)(page & StateMask) == PageState.Zero)
        {
            _hugeZeroPages += count;
        }
        else
        {
            _hugePages += count;
        }
    }
}
