using AllocSim.Allocator.Tcmalloc.Pages;
using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Tcmalloc.Checks;

/// <summary>Checks that every free span is in the list or set of its length and location, that nothing else is, and that the heap's counts are the sums.</summary>
internal sealed class FreeSpanAudit(AuditedHeap heap, List<int> spans)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        Check(SpanLocation.Normal, heap.PageHeap.LargeNormal, heap.PageHeap.Stats.FreeBytes);
        Check(SpanLocation.Returned, heap.PageHeap.LargeReturned, heap.PageHeap.Stats.UnmappedBytes);
        PageHeapStats stats = heap.PageHeap.Stats;
        Require(stats.CommittedBytes + stats.UnmappedBytes, stats.SystemBytes, "bytes committed and given back, and all bytes");
        Require(heap.System.TakenBytes >= stats.SystemBytes + heap.Metadata.Bytes ? 1UL : 0UL, 1, "what was taken covers heap and records");
    }

    private void Check(SpanLocation location, LargeSpanSet large, ulong bytes)
    {
        int listed = 0;
        ulong pages = 0;
        for (ulong length = 1; length <= SpanTable.LengthsMax; length++)
        {
            int head = SpanTable.LengthHead(length, location);
            int before = head;
            for (int span = heap.Spans.First(head); span != head; before = span, span = heap.Spans[span].Next)
            {
                ref PageSpan record = ref heap.Spans[span];
                if (record.Length != length || record.Location != location || record.Previous != before)
                {
                    throw new InvariantException(FormattableString.Invariant($"{heap.Describe(span)} is on the list of {location} spans of {length} pages"));
                }

                listed++;
                pages += length;
            }
        }

        (int count, ulong largePages) = CheckLarge(location, large);
        Require((ulong)(listed + count), (ulong)spans.Count(span => heap.Spans[span].Location == location), $"{location} spans in lists, and in the page map");
        Require((pages + largePages) << SizeMap.PageShift, bytes, $"bytes of {location} spans, and what is counted");
    }

    private (int Count, ulong Pages) CheckLarge(SpanLocation location, LargeSpanSet large)
    {
        int count = 0;
        ulong pages = 0;
        int before = 0;
        for (int span = large.Next(0); span != 0; before = span, span = large.Next(span))
        {
            ref PageSpan record = ref heap.Spans[span];
            bool isInOrder = before == 0 || heap.Spans[before].Length < record.Length || (heap.Spans[before].Length == record.Length && heap.Spans[before].Start < record.Start);
            if (record.Length <= SpanTable.LengthsMax || record.Location != location || !isInOrder)
            {
                throw new InvariantException($"{heap.Describe(span)} is in the set of large {location} spans, behind span {before}");
            }

            count++;
            pages += record.Length;
        }

        Require((ulong)count, (ulong)large.Count, $"large {location} spans, and their number");
        Require(pages, large.Pages, $"pages of large {location} spans, and their number");
        return (count, pages);
    }

    private static void Require(ulong found, ulong counted, string what)
    {
        if (found != counted)
        {
            throw new InvariantException(FormattableString.Invariant($"{what}: {found} and {counted}"));
        }
    }
}
