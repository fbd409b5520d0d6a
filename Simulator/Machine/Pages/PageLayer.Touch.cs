using System.Runtime.CompilerServices;

namespace AllocSim.Simulator.Machine.Pages;

/// <content>Touches: the way pages become resident.</content>
public sealed partial class PageLayer
{
    private const int FewPages = 8;

    /// <summary>Writes to [address, address + bytes): the pages become resident.</summary>
    /// <exception cref="PageAccessException">A page is not mapped, or without access: a real program would die here.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Touch(ulong address, ulong bytes)
    {
        if (!IsResident(address, bytes))
        {
            TouchSlow(address, bytes);
        }
    }

    /// <summary>Whether [address, address + bytes) is known at a glance to be resident and accessible: an access to it changes nothing.</summary>
    /// <returns>False too for ranges of more than two pages.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsResident(ulong address, ulong bytes)
    {
        // Whether an object lies on one page or two cannot be foreseen, so one test serves both: it reads a first page and a last one.
        ulong page = address >> _pageShift;
        ulong more = ((address + bytes - 1) >> _pageShift) - page;
        PageLeaf[] leaves = _map.Leaves;
        ulong index = unchecked(_map.Origin - (page >> LeafPagesLog2));
        if (index < (ulong)leaves.Length)
        {
            return more <= 1 && leaves[(int)index].AreResident((int)page, (int)more);
        }

        leaves = _low.Leaves;
        index = unchecked((page >> LeafPagesLog2) - _low.Origin);
        return more <= 1 && index < (ulong)leaves.Length && leaves[(int)index].AreResident((int)page, (int)more);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TouchSlow(ulong address, ulong bytes)
    {
        if (bytes == 0 || (_hugeMode != TransparentHugePages.Always && TryTouchFew(address, bytes)))
        {
            return;
        }

        (ulong page, ulong end) = Pages(address, bytes);
        while (page < end)
        {
            Span<byte> span = Segment(page, end, isWritten: true);
            int run = RunLength(span);
            byte was = span[0];
            PageState state = Accessed(was);
            switch (state)
            {
                case PageState.Untouched when TryBackHuge(PageChange.BackHuge, page, was):
                case PageState.Zero when TryWriteHugeZero(page, was):
                    break; // The same page again, now resident.
                case PageState.Untouched or PageState.Zero or PageState.LazilyFreed or PageState.Resident:
                    run = UpToPiece(page, run, was);
                    _faults += state is PageState.Untouched or PageState.Zero ? run : 0;
                    Write(span[..run], was, PageByte.After(PageChange.Touch, was));
                    page += (ulong)run;
                    break;
                default:
                    throw NoAccess("touch", page, was);
            }
        }
    }

    private static PageState Accessed(byte page) => (page & PageByte.Accessible) == 0 ? PageState.Reserved : (PageState)(page & StateMask);

    /// <summary>A run of pages, cut where the next piece begins that may become a huge page.</summary>
    private int UpToPiece(ulong page, int run, byte was) => IsHugeAllowed(was) ? Math.Min(run, (int)(PagesPerHuge - (page & (PagesPerHuge - 1)))) : run;

    private PageAccessException NoAccess(string access, ulong page, byte was)
        => new($"{access} of the page at 0x{page << _pageShift:x}, which is {(PageState)(was & StateMask)}{((was & PageByte.Accessible) == 0 ? " and may not be accessed" : "")}");

    /// <summary>Touches a few pages of one leaf as long as each is resident, or untouched and without advice: what a new object usually needs.</summary>
    /// <returns>False: some are left, and those before them are done.</returns>
    private bool TryTouchFew(ulong address, ulong bytes)
    {
        ulong first = address >> _pageShift;
        ulong more = ((address + bytes - 1) >> _pageShift) - first;
        int start = (int)first & (LeafPages - 1);
        if (more >= FewPages || start + (int)more >= LeafPages)
        {
            return false;
        }

        int touched = 0;
        bool isAll = true;
        foreach (ref byte page in LeafOf(first).Pages.Slice(start, (int)more + 1))
        {
            if ((page & ~PageByte.DroppedInPart) == ((int)PageState.Untouched | PageByte.Accessible))
            {
                page |= (byte)PageState.Resident; // All bits of the one state are bits of the other.
                touched++;
            }
            else if ((page & (StateMask | PageByte.Accessible)) != ((int)PageState.Resident | PageByte.Accessible))
            {
                isAll = false;
                break;
            }
        }

        _pagesInState[(int)PageState.Untouched] -= touched;
        _pagesInState[(int)PageState.Resident] += touched;
        _faults += touched;
        return isAll;
    }
}
