using AllocSim.Allocator.Mimalloc.Segments;
using AllocSim.Allocator.Mimalloc.Threads;

namespace AllocSim.Allocator.Mimalloc.Pages;

/// <summary>What becomes of pages without objects: kept for some rounds where one is the only one of its size, otherwise given back.</summary>
/// <remarks>mimalloc 2.0.9, `src/page.c` "Unfull, abandon, free and retire". A round is a look for a page that ended in taking a new one.</remarks>
internal sealed class PageRetirer(SegmentPages segmentPages, Abandonment abandonment)
{
    private const int Rounds = 8;

    /// <summary>The last object of a page went.</summary>
    public void Retire(Slice page)
    {
        page.SetHasAligned(false);
        ThreadHeap heap = page.Heap!;
        PageQueue queue = heap.QueueOf(page);
        if (queue.IsSpecial || !ReferenceEquals(queue.First, page) || !ReferenceEquals(queue.Last, page))
        {
            Free(page, queue);
            return;
        }

        page.RetireExpire = 1 + (page.BlockField <= Layout.SmallObjectMax ? Rounds : Rounds / 4);
        heap.RetiredMin = Math.Min(heap.RetiredMin, queue.Bin);
        heap.RetiredMax = Math.Max(heap.RetiredMax, queue.Bin);
    }

    /// <summary>A round is over: gives back what was kept for long enough.</summary>
    /// <param name="heap">The heap.</param>
    /// <param name="isForced">Whether everything kept goes.</param>
    public void CollectRetired(ThreadHeap heap, bool isForced)
    {
        int min = PageBins.Full;
        int max = 0;
        for (int bin = heap.RetiredMin; bin <= heap.RetiredMax; bin++)
        {
            PageQueue queue = heap.Queues[bin];
            if (queue.First is not { RetireExpire: > 0 } page)
            {
                continue;
            }

            if (page.Used > 0)
            {
                page.RetireExpire = 0;
            }
            else if (--page.RetireExpire == 0 || isForced)
            {
                Free(page, queue);
            }
            else
            {
                min = Math.Min(min, bin);
                max = Math.Max(max, bin);
            }
        }

        heap.RetiredMin = min;
        heap.RetiredMax = max;
    }

    /// <summary>Gives a page without objects back.</summary>
    public void Free(Slice page, PageQueue queue)
    {
        page.SetHasAligned(false);
        ThreadHeap heap = page.Heap!;
        heap.Remove(queue, page);
        page.Heap = null;
        segmentPages.Free(page, heap);
    }

    /// <summary>A page of a thread that ends keeps its objects and loses its owner.</summary>
    public void Abandon(Slice page, PageQueue queue)
    {
        ThreadHeap heap = page.Heap!;
        heap.Remove(queue, page);
        page.Heap = null;
        abandonment.AbandonPage(page, heap);
    }

    /// <summary>A full page has a free block again: back to the queue of its size, at the end.</summary>
    public static void Unfull(Slice page)
    {
        ThreadHeap heap = page.Heap!;
        heap.Move(heap.Queues[PageBins.Full], heap.QueueFor(page.BlockField), page);
    }
}
