using AllocSim.Allocator.Mimalloc.Segments;
using AllocSim.Allocator.Mimalloc.Threads;

namespace AllocSim.Allocator.Mimalloc.Pages;

/// <summary>Frees blocks where more than a push to the page's own list is called for: of full pages, of pages with aligned objects, of other threads.</summary>
/// <remarks>mimalloc 2.0.9, `src/alloc.c` "Free".</remarks>
internal sealed class BlockFreer(SegmentMap segments, SegmentPages segmentPages, PageRetirer retirer)
{
    /// <summary>Frees a block.</summary>
    /// <param name="page">Its page.</param>
    /// <param name="block">The block.</param>
    /// <param name="isLocal">Whether the page is the caller's own.</param>
    public void Free(Slice page, int block, bool isLocal)
    {
        if (isLocal)
        {
            FreeLocal(page, block);
        }
        else
        {
            FreeForeign(page, block);
        }
    }

    /// <summary>Frees the blocks that other threads left with a heap, the last one first.</summary>
    public void FreeDelayed(ThreadHeap heap)
    {
        while (heap.DelayedCount > 0)
        {
            ulong address = heap.PopDelayed();
            Slice page = segments.PageOf(address);
            page.Delayed = page.Delayed == DelayedFree.Never ? DelayedFree.Never : DelayedFree.Use;
            page.Collect(isForced: false);
            FreeLocal(page, page.BlockAt(address));
        }
    }

    private void FreeLocal(Slice page, int block)
    {
        page.Links[block] = (ushort)page.LocalFree;
        page.LocalFree = block;
        page.Used--;
        if (page.Used == 0)
        {
            retirer.Retire(page);
        }
        else if (page.IsInFull)
        {
            PageRetirer.Unfull(page);
        }
    }

    private void FreeForeign(Slice page, int block)
    {
        if (page.Segment.IsHuge)
        {
            segmentPages.GiveUpHuge(page);
        }

        if (page.Delayed == DelayedFree.Use)
        {
            page.Heap!.PushDelayed(page.AddressOf(block));
            page.Delayed = DelayedFree.No;
        }
        else
        {
            page.Links[block] = (ushort)page.ThreadFree;
            page.ThreadFree = block;
        }
    }
}
