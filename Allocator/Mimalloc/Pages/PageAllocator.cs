using AllocSim.Allocator.Mimalloc.Contended;
using AllocSim.Allocator.Mimalloc.Segments;
using AllocSim.Allocator.Mimalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Mimalloc.Pages;

/// <summary>Finds a page with a free block: in a heap's queues, by making more blocks, or a new page.</summary>
/// <remarks>mimalloc 2.0.9, `src/page.c`.</remarks>
internal sealed class PageAllocator(SimMachine machine, SegmentPages segmentPages, PageRetirer retirer, LinkPool links, Os.OsMemory os)
{
    private const ulong ExtendBytesMax = 4096;
    private const int ExtendMin = 4;
    private const ulong LinkBytes = 8;

    /// <summary>A page whose free list is not empty.</summary>
    /// <param name="heap">The heap that wants it.</param>
    /// <param name="bytes">Bytes of the object.</param>
    /// <param name="alignment">The boundary of an object that gets a segment of its own for it; otherwise 0.</param>
    /// <returns>Null for none to be had.</returns>
    public Slice? Find(ThreadHeap heap, ulong bytes, ulong alignment)
    {
        if (bytes > Layout.MediumObjectMax || alignment > 0)
        {
            return bytes > Layout.RequestMax ? null : Fresh(heap, heap.Queues[PageBins.Huge], os.GoodSize(bytes), alignment);
        }

        PageQueue queue = heap.QueueFor(bytes);
        if (queue.First is { } page)
        {
            Collect(page);
            if (page.Free != Slice.None)
            {
                page.RetireExpire = 0;
                return page;
            }
        }

        return Search(heap, queue);
    }

    private void Collect(Slice page)
    {
        if (machine.Costs is { } costs)
        {
            costs.Charge(MimallocCost.PageLook);
            BlockFreer.ChargeCollect(costs, page);
        }

        page.Collect(isForced: false);
    }

    private Slice? Search(ThreadHeap heap, PageQueue queue)
    {
        for (bool isFirstTry = true; ; isFirstTry = false)
        {
            if (FirstWithRoom(heap, queue) is { } page)
            {
                page.RetireExpire = 0;
                return page;
            }

            retirer.CollectRetired(heap, isForced: false);
            Slice? fresh = Fresh(heap, queue, queue.BlockBytes, 0);
            if (fresh is not null || !isFirstTry)
            {
                return fresh;
            }

            // Nothing is left, or a page came along with an abandoned segment.
        }
    }

    /// <summary>The first page of a queue that has a block. Full ones before it go to the queue of full pages.</summary>
    private Slice? FirstWithRoom(ThreadHeap heap, PageQueue queue)
    {
        Slice? next;
        for (Slice? page = queue.First; page is not null; page = next)
        {
            next = page.Next;
            Collect(page);
            if (page.Free != Slice.None)
            {
                return page;
            }

            if (page.Capacity < page.Reserved)
            {
                Extend(page);
                return page;
            }

            machine.Costs?.Charge(MimallocCost.PageMove);
            heap.Move(queue, heap.Queues[PageBins.Full], page);
            page.Collect(isForced: false);
        }

        return null;
    }

    private Slice? Fresh(ThreadHeap heap, PageQueue queue, ulong blockBytes, ulong alignment)
    {
        Slice? page = segmentPages.Alloc(heap, blockBytes, alignment);
        if (page is null)
        {
            return null;
        }

        machine.Costs?.Charge(MimallocCost.Page);
        bool isSingle = queue.Bin == PageBins.Huge;
        page.BlockField = isSingle ? Math.Min((ulong)page.Count << Layout.SliceShift, Layout.HugeBlockBytes) : blockBytes;
        ulong block = isSingle ? (ulong)page.Count << Layout.SliceShift : blockBytes;
        page.Heap = heap;
        page.Divide(block, links.Rent(queue.Bin, BlocksIn(page, block)));
        machine.Touch(page.RecordAddress, Layout.SliceRecordUsedBytes);
        Extend(page);
        heap.Push(queue, page);
        return page;
    }

    private static int BlocksIn(Slice page, ulong block) => (int)((((ulong)page.Count << Layout.SliceShift) - page.StartOffset) / block);

    /// <summary>Makes the next few blocks: as many as fit 4 KiB, at least 4, at most what is left.</summary>
    private void Extend(Slice page)
    {
        int first = page.Capacity;
        int most = Math.Max(ExtendMin, (int)(ExtendBytesMax / page.BlockBytes));
        int count = Math.Min(page.Reserved - first, most);
        int last = first + count - 1;
        if (machine.Costs is { } costs)
        {
            costs.Charge(MimallocCost.Extend);
            costs.Charge(MimallocCost.ExtendBlock, count);
        }

        ushort[] linked = page.Links;
        for (int block = first; block < last; block++)
        {
            linked[block] = (ushort)(block + 1);
        }

        linked[last] = Slice.None;
        page.Free = first;
        page.Capacity += count;
        if (page.BlockBytes <= ExtendBytesMax)
        {
            machine.Touch(page.AddressOf(first), page.AddressOf(last) + LinkBytes - page.AddressOf(first));
            return;
        }

        for (int block = first; block <= last; block++)
        {
            machine.Touch(page.AddressOf(block), LinkBytes);
        }
    }
}
