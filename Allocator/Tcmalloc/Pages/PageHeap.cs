using AllocSim.Allocator.Tcmalloc.Contended;
using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Allocator.Tcmalloc.Sources;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Tcmalloc.Pages;

/// <summary>Runs of pages: handed out best fit, merged with their free neighbours when they come back. (PageHeap)</summary>
internal sealed partial class PageHeap
{
    private const ulong CoalesceIntervalBytes = 128 << 20;

    private readonly SpanTable _spans;
    private readonly SystemMemory _system;
    private readonly TcmallocFlags _flags;
    private readonly SimMachine _machine;
    private readonly RecordPool _growths;
    private readonly bool _isAggressive;
    private PageHeapStats _stats;

    /// <summary>Makes a heap without pages.</summary>
    /// <param name="records">The records that it shares with the rest of the library.</param>
    /// <param name="system">Where pages come from.</param>
    /// <param name="flags">Options that are read late.</param>
    /// <param name="isAggressive">Whether a span is given back to the system as soon as it is free. (aggressive_decommit_)</param>
    public PageHeap(TcmallocRecords records, SystemMemory system, TcmallocFlags flags, bool isAggressive)
    {
        _machine = records.Machine;
        _spans = records.Spans;
        _growths = records.Growths;
        _system = system;
        _flags = flags;
        _isAggressive = isAggressive;
        Map = new PageMap(records.Metadata, records.Machine);
        LargeNormal = new LargeSpanSet(_spans, records.Nodes);
        LargeReturned = new LargeSpanSet(_spans, records.Nodes);
    }

    /// <summary>Which span a page belongs to.</summary>
    public PageMap Map { get; }

    /// <summary>Free spans of more than 128 pages that were not given back.</summary>
    public LargeSpanSet LargeNormal { get; }

    /// <summary>Free spans of more than 128 pages that were given back.</summary>
    public LargeSpanSet LargeReturned { get; }

    /// <summary>Whether a span is given back to the system as soon as it is free.</summary>
    public bool IsAggressive => _isAggressive;

    /// <summary>What it has counted.</summary>
    public ref readonly PageHeapStats Stats => ref _stats;

    /// <summary>Takes a span. (New)</summary>
    /// <returns>The span, or 0.</returns>
    public int New(ulong pages)
    {
        _machine.Costs?.Charge(TcmallocCost.SpanFind);
        int span = Search(pages);
        if (span != 0)
        {
            return span;
        }

        if (IsTimeToCoalesce(pages))
        {
            // Normal and returned spans are never merged with each other. Once all are returned ones, a long enough span may come about.
            ReleaseAtLeast(0x7fff_ffff);
            span = Search(pages);
            if (span != 0)
            {
                return span;
            }
        }

        return Grow(pages) ? Search(pages) : 0;
    }

    /// <summary>Takes a span for objects of a class: every page of it is recorded.</summary>
    /// <returns>The span, or 0.</returns>
    public int NewForClass(int pages, byte sizeClass)
    {
        int span = New((ulong)pages);
        if (span == 0)
        {
            return 0;
        }

        ref PageSpan taken = ref _spans[span];
        taken.SizeClass = sizeClass;
        _machine.Costs?.Charge(TcmallocCost.PageRecord, (long)taken.Length);
        for (ulong page = taken.Start; page < taken.Start + taken.Length; page++)
        {
            Map.Set(page, span);
            Map.SetClass(page, sizeClass);
        }

        return span;
    }

    /// <summary>Takes a span for a large object.</summary>
    /// <returns>Its address, or 0.</returns>
    public ulong NewLarge(ulong pages)
    {
        int span = New(pages);
        return span == 0 ? 0 : ObjectOf(span);
    }

    /// <summary>Takes a span for a large object at a multiple of something larger than a page: a longer one, of which both ends come back.</summary>
    /// <returns>Its address, or 0.</returns>
    public ulong NewAligned(ulong alignment, ulong bytes)
    {
        int span = New(SizeMap.PagesFor(bytes + alignment));
        if (span == 0)
        {
            return 0;
        }

        ulong skip = (unchecked(0 - (_spans[span].Start << SizeMap.PageShift)) & (alignment - 1)) >> SizeMap.PageShift;
        if (skip > 0)
        {
            int rest = Split(span, skip);
            Delete(span);
            span = rest;
        }

        ulong needed = SizeMap.PagesFor(bytes);
        if (_spans[span].Length > needed)
        {
            Delete(Split(span, needed));
        }

        return ObjectOf(span);
    }

    /// <summary>Takes a span back. (Delete)</summary>
    public void Delete(int span)
    {
        _machine.Costs?.Charge(TcmallocCost.SpanFree);
        ref PageSpan gone = ref _spans[span];
        ulong pages = gone.Length;
        gone.SizeClass = 0;
        gone.Location = SpanLocation.Normal;
        MergeIntoFreeLists(span);
        Scavenge(pages);
    }

    // (SpanToMallocResult)
    private ulong ObjectOf(int span)
    {
        Map.SetClass(_spans[span].Start, 0);
        return _spans[span].Start << SizeMap.PageShift;
    }

    // (SearchFreeAndLargeLists)
    private int Search(ulong pages)
    {
        for (ulong length = pages; length <= SpanTable.LengthsMax; length++)
        {
            int head = SpanTable.LengthHead(length, SpanLocation.Normal);
            if (!_spans.IsEmpty(head))
            {
                return Carve(_spans.First(head), pages);
            }

            // Making room below the limit may merge the very span away.
            head = SpanTable.LengthHead(length, SpanLocation.Returned);
            if (!_spans.IsEmpty(head) && IsWithinLimit(pages, mayRelease: true) && !_spans.IsEmpty(head))
            {
                return Carve(_spans.First(head), pages);
            }
        }

        return SearchLarge(pages);
    }

    // (AllocLarge)
    private int SearchLarge(ulong pages)
    {
        int normal = LargeNormal.FirstOfAtLeast(pages);
        int returned = LargeReturned.FirstOfAtLeast(pages);
        if (returned == 0 || (normal != 0 && !IsBetter(returned, normal)))
        {
            return normal == 0 ? 0 : Carve(normal, pages);
        }

        if (IsWithinLimit(pages, mayRelease: false))
        {
            return Carve(returned, pages);
        }

        // What was found may have been merged away meanwhile.
        return IsWithinLimit(pages, mayRelease: true) ? SearchLarge(pages) : 0;
    }

    private bool IsBetter(int a, int b)
    {
        ref PageSpan one = ref _spans[a];
        ref PageSpan other = ref _spans[b];
        return one.Length < other.Length || (one.Length == other.Length && one.Start < other.Start);
    }

    private bool IsTimeToCoalesce(ulong pages)
    {
        ulong system = _stats.SystemBytes;
        return _stats.FreeBytes != 0 && _stats.UnmappedBytes != 0 && _stats.FreeBytes + _stats.UnmappedBytes >= system / 4
            && system / CoalesceIntervalBytes != unchecked(system + (pages << SizeMap.PageShift)) / CoalesceIntervalBytes;
    }

    // Cuts a free span to length; the rest stays what it was. (Carve)
    private int Carve(int span, ulong pages)
    {
        SpanLocation location = _spans[span].Location;
        RemoveFromFreeLists(span);
        _spans[span].Location = SpanLocation.InUse;
        ulong extra = _spans[span].Length - pages;
        if (extra > 0)
        {
            int rest = _spans.New(_spans[span].Start + pages, extra);
            _spans[rest].Location = location;
            Record(rest);
            PrependToFreeLists(rest);
            _spans[span].Length = pages;
            Map.Set(_spans[span].Start + pages - 1, span);
        }

        if (location == SpanLocation.Returned)
        {
            ulong bytes = pages << SizeMap.PageShift;
            _stats.CommitCount++;
            _stats.CommittedBytes += bytes;
            _stats.TotalCommitBytes += bytes;
        }

        return span;
    }

    // Cuts a span in use in two; returns the second one. (Split)
    private int Split(int span, ulong pages)
    {
        int rest = _spans.New(_spans[span].Start + pages, _spans[span].Length - pages);
        Record(rest);
        Map.Set(_spans[span].Start + pages - 1, span);
        _spans[span].Length = pages;
        return rest;
    }

    private void Record(int span)
    {
        ulong start = _spans[span].Start;
        Map.Set(start, span);
        Map.Set(start + _spans[span].Length - 1, span);
    }
}
