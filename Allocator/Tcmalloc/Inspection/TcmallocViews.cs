using AllocSim.Allocator.Tcmalloc.Central;
using AllocSim.Allocator.Tcmalloc.Checks;
using AllocSim.Allocator.Tcmalloc.Pages;
using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Allocator.Tcmalloc.Threads;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;

namespace AllocSim.Allocator.Tcmalloc.Inspection;

/// <summary>What a debugger shows of tcmalloc: spans as the page map has them, central lists with their transfer caches, threads' caches.</summary>
internal sealed class TcmallocViews(AuditedHeap heap)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ViewDeclaration> All { get; } =
    [
        new("spans", "a span, found through the page map", ViewCells.Columns("start bytes location sizeclass object_size refcount objects free first_page pages"))
        {
            Aliases = ["heap"], Filters = [new("class", "sizeclass"), new("state", "location", "in_use", "normal", "returned")],
            AddressColumn = "start", BytesColumn = "bytes", SummaryColumn = "location", OwnsAddresses = true,
        },
        new("map", "a run of pages that the page map records for one span", ViewCells.Columns("page address bytes pages span_start sizeclass")) { Filters = [new("class", "sizeclass")], AddressColumn = "address", BytesColumn = "bytes" },
        new("bins", "a central list with spans", ViewCells.Columns("sizeclass object_size batch spans free_objects transfer_batches transfer_slots overhead_bytes")) { Filters = [new("class", "sizeclass")] },
        new("caches", "a list of a thread's cache that holds objects, the next one to be handed out first", ViewCells.Columns("cache sizeclass object_size length low_water max_length objects")) { Filters = [new("class", "sizeclass")] },
        new("threads", "a thread's cache, the youngest first", ViewCells.Columns("cache size max_size")),
    ];

    /// <summary>Appends the rows of a view.</summary>
    public void Read(string view, TableRows rows)
    {
        switch (view)
        {
            case "spans":
                AddSpans(rows);
                break;
            case "map":
                AddMap(rows);
                break;
            case "bins":
                AddLists(rows);
                break;
            case "caches":
                AddCaches(rows);
                break;
            default:
                for (ThreadCache? cache = heap.Caches.First; cache is not null; cache = cache.Next)
                {
                    rows.Add(cache.Record, cache.Size, cache.MaxSize);
                }

                break;
        }
    }

    private static string LocationName(SpanLocation location) => location switch
    {
        SpanLocation.InUse => "in_use",
        SpanLocation.Normal => "normal",
        _ => "returned",
    };

    private void AddSpans(TableRows rows)
    {
        PageMap map = heap.PageHeap.Map;
        ulong end = 0;
        for (ulong page = map.NextRecorded(0); page != ulong.MaxValue; page = map.NextRecorded(end))
        {
            ref PageSpan span = ref heap.Spans[map.SpanOf(page)];
            bool isSmall = span.SizeClass != 0;
            int objects = isSmall ? heap.Sizes.ObjectsOf(span.SizeClass) : span.Location == SpanLocation.InUse ? 1 : 0;
            rows.Add(
                ViewCells.Hex(span.Start << SizeMap.PageShift), span.Length << SizeMap.PageShift, LocationName(span.Location), (int)span.SizeClass,
                isSmall ? heap.Sizes.SizeOf(span.SizeClass) : TableCell.Empty, span.Used, objects, isSmall ? objects - span.Used : 0, span.Start, span.Length);
            end = span.Start + span.Length;
        }
    }

    private void AddMap(TableRows rows)
    {
        PageMap map = heap.PageHeap.Map;
        for (ulong page = map.NextRecorded(0); page != ulong.MaxValue;)
        {
            int span = map.SpanOf(page);
            ulong end = page + 1;
            while (map.SpanOf(end) == span)
            {
                end++;
            }

            rows.Add(page, ViewCells.Hex(page << SizeMap.PageShift), (end - page) << SizeMap.PageShift, end - page, ViewCells.Hex(heap.Spans[span].Start << SizeMap.PageShift), map.ClassOf(page << SizeMap.PageShift));
            page = map.NextRecorded(end);
        }
    }

    private void AddLists(TableRows rows)
    {
        for (int i = 1; i < heap.Sizes.Count; i++)
        {
            CentralFreeList list = heap.Central[i];
            if (list.SpanCount > 0 || list.Transfer.Used > 0)
            {
                rows.Add(i, heap.Sizes.SizeOf(i), heap.Sizes.BatchOf(i), list.SpanCount, list.FreeObjects, list.Transfer.Used, list.Transfer.Slots, list.OverheadBytes);
            }
        }
    }

    private void AddCaches(TableRows rows)
    {
        for (ThreadCache? cache = heap.Caches.First; cache is not null; cache = cache.Next)
        {
            for (int i = 1; i < heap.Sizes.Count; i++)
            {
                ref FreeList list = ref cache.Lists[i];
                if (list.Length > 0)
                {
                    string objects = string.Join(',', list.Objects.AsSpan(0, list.Length).ToArray().Reverse().Select(each => ViewCells.Hex(each).Text));
                    rows.Add(cache.Record, i, list.ObjectSize, list.Length, list.LowWater, list.MaxLength, objects);
                }
            }
        }
    }
}
