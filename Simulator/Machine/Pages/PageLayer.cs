namespace AllocSim.Simulator.Machine.Pages;

/// <summary>The truth about every page: one byte a page, with totals kept up to date at each change.</summary>
/// <remarks>
/// What the byte says is laid out in <see cref="PageByte"/>.
/// Leaves of 16384 pages hang off one table per range of addresses (<see cref="LeafTable"/>), so a page is two array reads away from its address.
/// </remarks>
public sealed partial class PageLayer
{
    private const int LeafPagesLog2 = PageLeaf.PagesLog2;
    private const int LeafPages = PageLeaf.PageCount;
    private const int StateMask = PageByte.StateMask;

    private readonly PageLeaf _nothing = new();
    private readonly int _pageShift;
    private readonly int _leafShift;
    private readonly LeafTable _map;
    private readonly LeafTable _break;
    private readonly LeafTable _hint;
    private readonly ulong _mapFirst;
    private readonly ulong _hintFirst;
    private readonly ulong _hintEnd;
    private LeafTable _low;
    private readonly ulong _hugeBytes;
    private readonly TransparentHugePages _hugeMode;
    private PageCounts _pagesInState;
    private long _hugePages;
    private long _hugeZeroPages;
    private long _faults;

    /// <summary>Makes a layer in which nothing is mapped.</summary>
    public PageLayer(MachineOptions options)
    {
        PageSize = options.PageSize;
        _pageShift = int.Log2(options.PageSize);
        _leafShift = _pageShift + LeafPagesLog2;
        _map = new LeafTable(_nothing, (options.MmapTop - options.MmapBytes) >> _leafShift, (options.MmapTop - 1) >> _leafShift, growsDown: true);
        _break = new LeafTable(_nothing, options.BreakBase >> _leafShift, (options.BreakBase + options.BreakBytes) >> _leafShift, growsDown: false);
        _hint = new LeafTable(_nothing, options.HintBase >> _leafShift, options.HintTop >> _leafShift, growsDown: false);
        _mapFirst = (options.MmapTop - options.MmapBytes) >> _pageShift;
        _hintFirst = options.HintBase >> _pageShift;
        _hintEnd = options.HintTop >> _pageShift;
        _low = _break;
        _hugeBytes = (ulong)options.PageSize * (ulong)options.PageSize / 8;
        _hugeMode = options.KernelMakesHugePages ? options.HugePages : TransparentHugePages.Never;
    }

    /// <summary>Bytes in a page.</summary>
    public int PageSize { get; }

    /// <summary>Bytes of address space taken, reserved ones included.</summary>
    public ulong MappedBytes => ReservedBytes + UntouchedBytes + ZeroBytes + ResidentBytes + LazilyFreedBytes;

    /// <summary>Bytes mapped without access.</summary>
    public ulong ReservedBytes => BytesIn(PageState.Reserved);

    /// <summary>Bytes mapped with access that were not accessed, or not since their memory was taken away.</summary>
    public ulong UntouchedBytes => BytesIn(PageState.Untouched);

    /// <summary>Bytes in pages that were only read: they show the shared zero page.</summary>
    public ulong ZeroBytes => BytesIn(PageState.Zero);

    /// <summary>Bytes with memory behind them that the kernel has to keep.</summary>
    public ulong ResidentBytes => BytesIn(PageState.Resident);

    /// <summary>Bytes with memory behind them that the kernel may take (MADV_FREE).</summary>
    public ulong LazilyFreedBytes => BytesIn(PageState.LazilyFreed);

    /// <summary>Bytes with memory behind them: what Linux counts as RSS.</summary>
    public ulong BackedBytes => (ulong)(_pagesInState[(int)PageState.Resident] + _pagesInState[(int)PageState.LazilyFreed]) << _pageShift;

    /// <summary>Bytes, of the resident and lazily freed ones, that are backed by huge pages.</summary>
    public ulong HugeBytes => (ulong)_hugePages << _pageShift;

    /// <summary>Whether MADV_FREE ever took a part of a huge page. The kernel then gives up those of its other pages that hold nothing but zeros, which is not known here.</summary>
    public bool FreesPartsOfHuge { get; private set; }

    /// <summary>Page faults so far: accesses that had to put something behind a page, a huge page counting once. A page that is read and then written faults twice.</summary>
    public long FaultCount => _faults;

    /// <summary>Bytes in pages of one state; for <see cref="PageState.Unmapped"/> meaningless.</summary>
    public ulong BytesIn(PageState state) => (ulong)_pagesInState[(int)state] << _pageShift;

    /// <summary>The state of the page that holds an address.</summary>
    public PageState StateAt(ulong address) => (PageState)(ByteAt(address) & StateMask);

    /// <summary>True when the page that holds an address is part of a huge page.</summary>
    public bool IsHuge(ulong address) => (ByteAt(address) & PageByte.HugeBacked) != 0;

    /// <summary>True when the page that holds an address may be read and written.</summary>
    public bool IsAccessible(ulong address) => (ByteAt(address) & PageByte.Accessible) != 0;

    /// <summary>How many bytes of [address, address + bytes) are in pages of a state.</summary>
    public ulong CountIn(ulong address, ulong bytes, PageState state)
    {
        ulong pages = 0;
        (ulong page, ulong end) = Pages(address, bytes);
        while (page < end)
        {
            ReadOnlySpan<byte> run = Segment(page, end, isWritten: false);
            page += (ulong)run.Length;
            foreach (byte b in run)
            {
                pages += (b & StateMask) == (int)state ? 1UL : 0;
            }
        }

        return pages << _pageShift;
    }

    /// <summary>Maps pages, replacing what is there.</summary>
    public void Map(ulong address, ulong bytes, bool hasAccess)
    {
        ApplyMapping(hasAccess ? PageChange.Map : PageChange.MapNoAccess, address, bytes);
        DropTables(address, bytes);
    }

    /// <summary>Unmaps pages.</summary>
    public void Unmap(ulong address, ulong bytes)
    {
        ApplyMapping(PageChange.Unmap, address, bytes);
        DropTables(address, bytes);
        DropTableWhereUnmapped(address);
        DropTableWhereUnmapped(address + bytes);
    }

    /// <summary>Gives or takes access. Memory behind a page stays behind it; a huge page of which only a part changes is split.</summary>
    public void Protect(ulong address, ulong bytes, bool hasAccess) => ApplyMapping(hasAccess ? PageChange.GiveAccess : PageChange.TakeAccess, address, bytes);

    /// <summary>Takes the memory away (MADV_DONTNEED).</summary>
    public void DontNeed(ulong address, ulong bytes)
    {
        ApplySplitting(PageChange.DontNeed, address, bytes);
        DropTables(address, bytes);
    }

    /// <summary>Lets the kernel take the memory when it likes (MADV_FREE).</summary>
    public void FreeLazily(ulong address, ulong bytes)
    {
        FreesPartsOfHuge |= _hugePages != 0 && (CutsHuge(address) || CutsHuge(address + bytes));
        ApplySplitting(PageChange.Free, address, bytes);
    }

    /// <summary>What is behind pages goes along to another place (mremap), with their access and advice; the old place is to be unmapped next.</summary>
    /// <param name="from">Where it was.</param>
    /// <param name="to">Where it goes: mapped, untouched, no part of the old place.</param>
    /// <param name="bytes">Length, whole pages.</param>
    public void Move(ulong from, ulong to, ulong bytes)
    {
        PrepareMove(from, to, bytes);
        (ulong page, ulong end) = Pages(from, bytes);
        ulong distance = (to >> _pageShift) - page; // Wraps around where the new place is lower.
        while (page < end)
        {
            Span<byte> source = Segment(page, end, isWritten: true);
            source = source[..RunLength(source)];
            Span<byte> target = Segment(unchecked(page + distance), unchecked(page + distance) + (ulong)source.Length, isWritten: true);
            target = target[..RunLength(target)];
            Write(target, target[0], source[0]);
            page += (ulong)target.Length;
        }
    }

    private void Apply(PageChange change, ulong address, ulong bytes)
    {
        (ulong page, ulong end) = Pages(address, bytes);
        while (page < end)
        {
            Span<byte> span = Segment(page, end, isWritten: true);
            int run = RunLength(span);
            Write(span[..run], span[0], PageByte.After(change, span[0]));
            page += (ulong)run;
        }
    }

    private void Write(Span<byte> pages, byte was, byte now)
    {
        if (was == now)
        {
            return;
        }

        pages.Fill(now);
        _pagesInState[was & StateMask] -= pages.Length;
        _pagesInState[now & StateMask] += pages.Length;
        if (((was | now) & PageByte.HugeBacked) != 0)
        {
            CountHuge(was, -pages.Length);
            CountHuge(now, pages.Length);
        }
    }

    private static int RunLength(ReadOnlySpan<byte> span)
    {
        int run = span.IndexOfAnyExcept(span[0]);
        return run < 0 ? span.Length : run;
    }

    private byte ByteAt(ulong address) => Segment(address >> _pageShift, (address >> _pageShift) + 1, isWritten: false)[0];

    private (ulong First, ulong End) Pages(ulong address, ulong bytes)
        => (address >> _pageShift, (address + bytes + (ulong)PageSize - 1) >> _pageShift);

    /// <summary>The pages from one on, up to an end or the end of their leaf.</summary>
    private Span<byte> Segment(ulong page, ulong end, bool isWritten)
    {
        PageLeaf leaf = isWritten ? LeafToChange(page) : LeafOf(page);
        int start = (int)page & (LeafPages - 1);
        return leaf.Pages.Slice(start, (int)Math.Min(end - page, (ulong)(LeafPages - start)));
    }

    private PageLeaf LeafOf(ulong page) => RangeOf(page).Find(page >> LeafPagesLog2);

    private PageLeaf LeafToChange(ulong page)
    {
        LeafTable range = RangeOf(page);
        PageLeaf leaf = range.Need(page >> LeafPagesLog2) ?? throw new InvalidOperationException($"the address 0x{page << _pageShift:x} is outside the simulated ranges");
        if (ReferenceEquals(range, _hint))
        {
            _low = range; // Who asks for places by hint has his objects there, and none at the break.
        }

        return leaf;
    }

    private LeafTable RangeOf(ulong page) => page >= _mapFirst ? _map : page >= _hintFirst && page < _hintEnd ? _hint : _break;
}
