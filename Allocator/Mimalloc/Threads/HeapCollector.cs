using AllocSim.Allocator.Mimalloc.Pages;
using AllocSim.Allocator.Mimalloc.Segments;

namespace AllocSim.Allocator.Mimalloc.Threads;

/// <summary>Clears a heap up: when no memory can be had, and when its thread ends.</summary>
/// <remarks>mimalloc 2.0.9, `src/heap.c` mi_heap_collect_ex.</remarks>
internal sealed class HeapCollector(PageRetirer retirer, BlockFreer freer, Abandonment abandonment, SegmentCache cache)
{
    /// <summary>Gives back all that is not in use, as no memory can be had. The main thread also takes over everything abandoned.</summary>
    /// <param name="heap">The heap.</param>
    /// <param name="isMain">Whether it is the main thread's.</param>
    public void CollectAll(ThreadHeap heap, bool isMain)
    {
        if (isMain)
        {
            abandonment.ReclaimAll(heap);
        }

        CollectPages(heap, isAbandoned: false);
        abandonment.Collect(heap, isForced: true);
        cache.FreeAll();
    }

    /// <summary>The heap's thread ends: empty pages go back, the others are left behind.</summary>
    public void Abandon(ThreadHeap heap)
    {
        foreach (PageQueue queue in heap.Queues)
        {
            for (Slice? page = queue.First; page is not null; page = page.Next)
            {
                page.Delayed = DelayedFree.Never;
            }
        }

        CollectPages(heap, isAbandoned: true);
        abandonment.Collect(heap, isForced: false);
        cache.Collect();
    }

    private void CollectPages(ThreadHeap heap, bool isAbandoned)
    {
        freer.FreeDelayed(heap);
        retirer.CollectRetired(heap, isForced: true);
        if (heap.PageCount == 0)
        {
            return;
        }

        foreach (PageQueue queue in heap.Queues)
        {
            Slice? next;
            for (Slice? page = queue.First; page is not null; page = next)
            {
                next = page.Next;
                page.Collect(isForced: true);
                if (page.Used == 0)
                {
                    retirer.Free(page, queue);
                }
                else if (isAbandoned)
                {
                    retirer.Abandon(page, queue);
                }
            }
        }
    }
}
