using AllocSim.Allocator.Mimalloc.Pages;
using AllocSim.Allocator.Mimalloc.Segments;
using AllocSim.Allocator.Mimalloc.Threads;

namespace AllocSim.Allocator.Mimalloc.Checks;

/// <summary>Checks a thread's heap: its queues of pages, the direct table, its free spans and the blocks that wait for it.</summary>
internal sealed class QueueAudit(PageAudit pages, BlockFreer freer)
{
    /// <summary>Free spans in queues, of all heaps so far.</summary>
    public int Spans { get; private set; }

    /// <summary>Pages in queues, of all heaps so far.</summary>
    public int Pages { get; private set; }

    /// <summary>Bytes in blocks that other threads freed and that wait for their owner, of all heaps so far.</summary>
    public ulong DelayedBytes { get; private set; }

    /// <summary>Checks a heap.</summary>
    public void Check(ThreadHeap heap)
    {
        int count = 0;
        foreach (PageQueue queue in heap.Queues)
        {
            count += CheckQueue(heap, queue);
        }

        Finding.RequireEqual(count, heap.PageCount, heap.DataAddress, "pages in the queues of a thread");
        Pages += count;
        for (int words = 0; words < heap.Direct.Length; words++)
        {
            Slice first = heap.QueueFor((ulong)words * 8).First ?? ThreadHeap.NoPage;
            Finding.Require(ReferenceEquals(heap.Direct[words], first), heap.DataAddress, "the direct table does not show the first page");
        }

        for (int bin = 0; bin < heap.Spans.Length; bin++)
        {
            CheckSpans(heap, heap.Spans[bin], bin);
        }

        CheckDelayed(heap);
    }

    private static int CheckQueue(ThreadHeap heap, PageQueue queue)
    {
        int count = 0;
        Slice? before = null;
        for (Slice? page = queue.First; page is not null; page = page.Next)
        {
            Finding.Require(ReferenceEquals(page.Previous, before), page.Address, "a page's link back is wrong");
            Finding.Require(ReferenceEquals(page.Heap, heap), page.Address, "a page is in the queue of a heap that is not its own");
            Finding.Require(page.IsInFull == queue.IsFull, page.Address, "a page does not know whether it is in the queue of full pages");
            Finding.Require(queue.IsFull || PageBins.BinOf(page.BlockField) == queue.Bin, page.Address, "a page is in the queue of another size");
            before = page;
            count++;
        }

        Finding.Require(ReferenceEquals(queue.Last, before), heap.DataAddress, "the last page of a queue is not its last");
        return count;
    }

    private void CheckSpans(ThreadHeap heap, SpanQueue queue, int bin)
    {
        Slice? before = null;
        for (Slice? span = queue.First; span is not null; span = span.Next)
        {
            Finding.Require(ReferenceEquals(span.Previous, before), span.Address, "a span's link back is wrong");
            Finding.Require(!span.IsUsed && span.Segment.Owner == heap.Owner, span.Address, "a span in a queue is in use, or another thread's");
            Finding.Require(Segments.Spans.BinOf(span.Count) == bin, span.Address, "a span is in the queue of another length");
            before = span;
            Spans++;
        }

        Finding.Require(ReferenceEquals(queue.Last, before), heap.DataAddress, "the last span of a queue is not its last");
    }

    private void CheckDelayed(ThreadHeap heap)
    {
        for (int i = 0; i < heap.DelayedCount; i++)
        {
            ulong address = heap.DelayedAt(i);
            Slice page = freer.PageOf(address);
            int block = page.BlockAt(address);
            Finding.Require(ReferenceEquals(page.Heap, heap) && page.Delayed == DelayedFree.No, address, "a block waits for a heap that is not its page's");
            _ = pages.Check(page);
            Finding.Require(page.AddressOf(block) == address && block < page.Capacity && !pages.IsListed(block), address, "a block that waits for its owner is in a list as well");
            DelayedBytes += page.BlockBytes;
        }
    }
}
