using AllocSim.Allocator.Mimalloc.Contended;
using AllocSim.Allocator.Mimalloc.Segments;
using AllocSim.Allocator.Mimalloc.Threads;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Mimalloc.Pages;

/// <summary>Frees blocks where more than a push to the page's own list is called for: of full pages, of pages with aligned objects, of other threads.</summary>
/// <remarks>mimalloc 2.0.9, `src/alloc.c` "Free".</remarks>
internal sealed class BlockFreer(SegmentMap segments, SegmentPages segmentPages, PageRetirer retirer, SimMachine machine)
{
    /// <summary>Frees a block.</summary>
    /// <param name="page">Its page.</param>
    /// <param name="block">The block.</param>
    /// <param name="isLocal">Whether the page is the caller's own.</param>
    public void Free(Slice page, int block, bool isLocal)
    {
        if (isLocal)
        {
            machine.Costs?.Charge(MimallocCost.FreeGeneric);
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
        if (heap.DelayedCount > 0)
        {
            machine.Costs?.Charge(MimallocCost.Line);
        }

        while (heap.DelayedCount > 0)
        {
            ulong address = heap.PopDelayed();
            Slice page = segments.PageOf(address);
            page.Delayed = page.Delayed == DelayedFree.Never ? DelayedFree.Never : DelayedFree.Use;
            if (machine.Costs is { } costs)
            {
                costs.Charge(MimallocCost.CollectBlock);
                ChargeCollect(costs, page);
            }

            page.Collect(isForced: false);
            FreeLocal(page, page.BlockAt(address));
        }
    }

    /// <summary>Says what it takes to collect what other threads freed to a page.</summary>
    public static void ChargeCollect(ICostRecorder costs, Slice page)
    {
        int count = page.ThreadFreeCount;
        if (count > 0)
        {
            costs.Charge(MimallocCost.Line);
            costs.Charge(MimallocCost.CollectBlock, count);
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
            machine.Costs?.Charge(MimallocCost.PageMove);
            PageRetirer.Unfull(page);
        }
    }

    private void FreeForeign(Slice page, int block)
    {
        if (machine.Costs is { } costs)
        {
            costs.Charge(MimallocCost.ForeignFree);
            costs.Charge(MimallocCost.Line, page.Delayed == DelayedFree.Use || page.ThreadFree == Slice.None ? 1 : 0);
        }

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
