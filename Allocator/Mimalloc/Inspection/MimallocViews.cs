using AllocSim.Allocator.Mimalloc.Pages;
using AllocSim.Allocator.Mimalloc.Segments;
using AllocSim.Allocator.Mimalloc.Threads;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;

namespace AllocSim.Allocator.Mimalloc.Inspection;

/// <summary>What a debugger shows of mimalloc: segments, the pages and free spans they are cut into, threads' heaps with their page queues, cached segments.</summary>
internal sealed class MimallocViews(SegmentMap segments, SegmentCache cache, ThreadTable threads)
{
    private const ulong MapWordBits = 64;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ViewDeclaration> All { get; } =
    [
        new("segments", "a segment", ViewCells.Columns("address bytes owner used abandoned slices slice_entries huge decommit memory_id"))
        {
            Filters = [new("state", "owner")], AddressColumn = "address", BytesColumn = "bytes", RecordColumn = "address", OwnsAddresses = true,
        },
        new("pages", "a page or a free span of a segment", ViewCells.Columns("address bytes state owner block_size used capacity reserved in_full has_aligned retire_expire slices record"))
        {
            Aliases = ["heap"], Filters = [new("class", "block_size"), new("state", "state", "page", "span")],
            AddressColumn = "address", BytesColumn = "bytes", RecordColumn = "record", SummaryColumn = "state",
        },
        new("map", "slices that lead from an address to one page's record: the segment from the address's high bits, the page from the slice", ViewCells.Columns("address bytes segment map_index map_bit slice slices kind record"))
        {
            Filters = [new("state", "kind", "segment", "page", "span")], AddressColumn = "address", BytesColumn = "bytes",
        },
        new("bins", "a queue of a thread's heap that holds pages", ViewCells.Columns("owner bin block_size pages first")) { Filters = [new("class", "block_size")] },
        new("caches", "a segment that is kept for later", ViewCells.Columns("address slot")) { RecordColumn = "address" },
        new("threads", "a thread with a heap; its number of ownership is one more than the trace's", ViewCells.Columns("thread owner data segments pages delayed")),
    ];

    /// <summary>Appends the rows of a view.</summary>
    public void Read(string view, TableRows rows)
    {
        switch (view)
        {
            case "segments":
                foreach (Segment segment in ByAddress())
                {
                    rows.Add(
                        ViewCells.Hex(segment.Base), segment.Bytes, segment.Owner, segment.Used, segment.Abandoned, segment.SliceCount, segment.SliceEntries,
                        ViewCells.Bit(segment.IsHuge), ViewCells.Bit(segment.AllowsDecommit), segment.MemoryId);
                }

                break;
            case "pages":
                foreach (Segment segment in ByAddress())
                {
                    AddPages(segment, rows);
                }

                break;
            case "map":
                foreach (Segment segment in ByAddress())
                {
                    AddMap(segment, rows);
                }

                break;
            case "bins":
                AddQueues(rows);
                break;
            case "caches":
                for (int i = 0; i < SegmentCache.SlotCount; i++)
                {
                    if (cache.SlotAt(i).Address != 0)
                    {
                        rows.Add(ViewCells.Hex(cache.SlotAt(i).Address), i);
                    }
                }

                break;
            default:
                AddThreads(rows);
                break;
        }
    }

    private IEnumerable<Segment> ByAddress() => segments.All.OrderBy(segment => segment.Base);

    // The first slices hold the segment's own record, which counts as a page without blocks.
    private static void AddPages(Segment segment, TableRows rows)
    {
        for (int i = 0; i < segment.SliceEntries;)
        {
            Slice slice = segment.Slices[i];
            int count = Math.Max(slice.Count, 1);
            if (slice.IsUsed || i == 0)
            {
                rows.Add(
                    ViewCells.Hex(slice.Address), (ulong)count << Layout.SliceShift, "page", segment.Owner, slice.BlockBytes, slice.Used, slice.Capacity, slice.Reserved,
                    ViewCells.Bit(slice.IsInFull), ViewCells.Bit(slice.HasAligned), slice.RetireExpire, count, ViewCells.Hex(slice.RecordAddress));
            }
            else
            {
                rows.Add(ViewCells.Hex(slice.Address), (ulong)count << Layout.SliceShift, "span", segment.Owner, 0, 0, 0, 0, 0, 0, 0, count, ViewCells.Hex(slice.RecordAddress));
            }

            i += count;
        }
    }

    // The library's map of segments has a bit for each 32 MiB of addresses, in words of 64.
    private static void AddMap(Segment segment, TableRows rows)
    {
        ulong number = segment.Base >> Layout.SegmentShift;
        for (int i = 0; i < segment.SliceEntries;)
        {
            Slice slice = segment.Slices[i];
            int count = Math.Max(slice.Count, 1);
            string kind = i == 0 ? "segment" : slice.IsUsed ? "page" : "span";
            rows.Add(
                ViewCells.Hex(slice.Address), (ulong)count << Layout.SliceShift, ViewCells.Hex(segment.Base), number / MapWordBits, number % MapWordBits, i, count, kind, ViewCells.Hex(slice.RecordAddress));
            i += count;
        }
    }

    private void AddQueues(TableRows rows)
    {
        for (int thread = 0; thread < threads.Count; thread++)
        {
            ThreadHeap heap = threads.Of(thread);
            foreach (PageQueue queue in threads.HasNone(heap) ? [] : heap.Queues)
            {
                int pages = 0;
                for (Slice? page = queue.First; page is not null; page = page.Next)
                {
                    pages++;
                }

                if (pages > 0)
                {
                    rows.Add(heap.Owner, queue.Bin, queue.BlockBytes, pages, ViewCells.Hex(queue.First!.Address));
                }
            }
        }
    }

    private void AddThreads(TableRows rows)
    {
        for (int thread = 0; thread < threads.Count; thread++)
        {
            ThreadHeap heap = threads.Of(thread);
            if (!threads.HasNone(heap))
            {
                rows.Add(thread, heap.Owner, ViewCells.Hex(heap.DataAddress), heap.SegmentCount, heap.PageCount, heap.DelayedCount);
            }
        }
    }
}
