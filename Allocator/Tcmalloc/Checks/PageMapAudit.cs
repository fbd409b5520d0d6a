using AllocSim.Allocator.Tcmalloc.Pages;
using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Allocator.Tcmalloc.Checks;

/// <summary>Walks the page map: spans lie side by side, the map knows their first and last pages, free neighbours are merged, and the machine has their pages.</summary>
internal sealed class PageMapAudit(AuditedHeap heap)
{
    private readonly PageMap _map = heap.PageHeap.Map;
    private readonly PageLayer _pages = heap.Machine.Pages;

    /// <summary>Runs the checks.</summary>
    /// <returns>All spans, by address.</returns>
    public List<int> Run()
    {
        List<int> spans = [];
        ulong end = 0;
        ulong bytes = 0;
        for (ulong page = _map.NextRecorded(0); page != ulong.MaxValue; page = _map.NextRecorded(end))
        {
            int span = _map.SpanOf(page);
            ref PageSpan record = ref heap.Spans[span];
            if (record.Start != page || record.Length == 0)
            {
                throw new InvariantException(FormattableString.Invariant($"the page map has {heap.Describe(span)} at page 0x{page:x}, which does not begin there"));
            }

            CheckRecorded(span);
            CheckPages(span);
            if (spans.Count > 0 && end == page)
            {
                CheckMerged(spans[^1], span);
            }

            spans.Add(span);
            end = page + record.Length;
            bytes += record.Length << SizeMap.PageShift;
        }

        Require(bytes, heap.PageHeap.Stats.SystemBytes);
        return spans;
    }

    private void CheckRecorded(int span)
    {
        ref PageSpan record = ref heap.Spans[span];
        bool isSmall = record.SizeClass != 0;
        for (ulong page = record.Start; page < record.Start + record.Length; page += isSmall || record.Length == 1 ? 1 : record.Length - 1)
        {
            if (_map.SpanOf(page) != span)
            {
                throw new InvariantException(FormattableString.Invariant($"page 0x{page:x} of {heap.Describe(span)} is recorded for span {_map.SpanOf(page)}"));
            }

            if (record.Location == SpanLocation.InUse && (isSmall || page == record.Start) && _map.ClassOf(page << SizeMap.PageShift) != record.SizeClass)
            {
                throw new InvariantException(FormattableString.Invariant($"page 0x{page:x} of {heap.Describe(span)} is recorded for class {_map.ClassOf(page << SizeMap.PageShift)}"));
            }
        }
    }

    private void CheckPages(int span)
    {
        ref PageSpan record = ref heap.Spans[span];
        ulong address = record.Start << SizeMap.PageShift;
        ulong bytes = record.Length << SizeMap.PageShift;
        ulong resident = _pages.CountIn(address, bytes, PageState.Resident);
        ulong empty = _pages.CountIn(address, bytes, PageState.Untouched) + _pages.CountIn(address, bytes, PageState.Zero);
        if (resident + empty != bytes)
        {
            throw new InvariantException($"of {heap.Describe(span)} {resident} bytes are resident and {empty} empty: some are not mapped");
        }

        // Only whole pages of the machine are given back, and a huge page may come back whole with a neighbour.
        if (record.Location == SpanLocation.Returned && resident != 0 && _pages.PageSize <= (int)SizeMap.PageBytes && _pages.HugeBytes == 0)
        {
            throw new InvariantException($"{heap.Describe(span)} was given back, but {resident} bytes of it are resident");
        }
    }

    private void CheckMerged(int before, int span)
    {
        SpanLocation location = heap.Spans[span].Location;
        if (location != SpanLocation.InUse && location == heap.Spans[before].Location)
        {
            throw new InvariantException($"{heap.Describe(before)} and {heap.Describe(span)} are neighbours and not merged");
        }
    }

    // Pages whose leaf of the map could not be made are lost.
    private static void Require(ulong found, ulong counted)
    {
        if (found > counted)
        {
            throw new InvariantException(FormattableString.Invariant($"spans have {found} bytes, the heap has counted {counted}"));
        }
    }
}
