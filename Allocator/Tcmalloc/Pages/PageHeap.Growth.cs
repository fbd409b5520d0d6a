using AllocSim.Allocator.Tcmalloc.Sizes;

namespace AllocSim.Allocator.Tcmalloc.Pages;

/// <content>Growth, and its limit.</content>
internal sealed partial class PageHeap
{
    /// <summary>Bytes of the record that is kept of each growth: its size, the number of callers on the stack, the callers, a link. (StackTrace)</summary>
    public const int GrowthRecordBytes = 264;

    private const ulong GrowthPagesMin = SpanTable.LengthsMax;
    private const ulong PagesValid = ulong.MaxValue >> SizeMap.PageShift;
    private const ulong GrowthHeadBytes = 16;
    private const ulong GrowthLinkBytes = 8;

    // (GrowHeap)
    private bool Grow(ulong pages)
    {
        if (pages > PagesValid)
        {
            return false;
        }

        ulong ask = Math.Max(pages, GrowthPagesMin);
        ulong address = Ask(ask, out ulong bytes);
        if (address == 0 && pages < ask)
        {
            address = Ask(pages, out bytes);
        }

        if (address == 0)
        {
            return false;
        }

        RecordGrowth();
        CountGrowth(bytes >> SizeMap.PageShift << SizeMap.PageShift);
        ulong first = address >> SizeMap.PageShift;
        ulong count = bytes >> SizeMap.PageShift;
        if (!Map.Ensure(first - 1, count + 2))
        {
            return false; // These pages are lost.
        }

        int span = _spans.New(first, count);
        Record(span);
        Delete(span); // As if it had been in use, so that it is merged with what lies beside it.
        return true;
    }

    private ulong Ask(ulong pages, out ulong bytes)
    {
        bytes = 0;
        return IsWithinLimit(pages, mayRelease: true) ? _system.Allocate(pages << SizeMap.PageShift, SizeMap.PageBytes, out bytes) : 0;
    }

    private void RecordGrowth()
    {
        // This build takes no stacks: of the callers only the last place, the link to the record before, is written.
        ulong record = _growths.AddressOf(_growths.New());
        _machine.Touch(record, GrowthHeadBytes);
        _machine.Touch(record + GrowthRecordBytes - GrowthLinkBytes, GrowthLinkBytes);
    }

    private void CountGrowth(ulong bytes)
    {
        _stats.ReserveCount++;
        _stats.CommitCount++;
        _stats.SystemBytes += bytes;
        _stats.CommittedBytes += bytes;
        _stats.TotalCommitBytes += bytes;
        _stats.TotalReserveBytes += bytes;
    }

    // Whether so many more pages are allowed, if need be after others were given back. (EnsureLimit)
    private bool IsWithinLimit(ulong pages, bool mayRelease)
    {
        ulong limit = unchecked((ulong)((_flags.HeapLimitMb * 1024 * 1024) >> SizeMap.PageShift));
        if (limit == 0)
        {
            return true;
        }

        ulong taken = (_system.TakenBytes >> SizeMap.PageShift) - (_stats.UnmappedBytes >> SizeMap.PageShift);
        if (unchecked(taken + pages) > limit && mayRelease)
        {
            taken -= ReleaseAtLeast(unchecked(taken + pages - limit));
        }

        return unchecked(taken + pages) <= limit;
    }
}
