using AllocSim.Allocator.Mimalloc.Options;
using AllocSim.Allocator.Mimalloc.Os;
using AllocSim.Allocator.Mimalloc.Pages;
using AllocSim.Allocator.Mimalloc.Threads;

namespace AllocSim.Allocator.Mimalloc.Segments;

/// <summary>Turns a page without objects into a free span.</summary>
/// <remarks>mimalloc 2.0.9, `src/segment.c` mi_segment_page_clear.</remarks>
internal sealed class PageReleaser(OsMemory os, Spans spans, LinkPool links, MimallocOptions options)
{
    /// <summary>Clears a page, of an abandoned segment too.</summary>
    /// <returns>The first slice of the span it became part of.</returns>
    public Slice Clear(Slice page, ThreadHeap heap)
    {
        Segment segment = page.Segment;
        heap.Stats.PageCommitted.Decrease((ulong)page.Capacity * page.BlockBytes);
        heap.Stats.Pages.Decrease(1);
        if (!segment.IsPinned && options.PageReset != 0)
        {
            os.Reset(page.Start, ((ulong)page.Count << Layout.SliceShift) - page.StartOffset);
        }

        links.Return(PageBins.BinOf(page.BlockField), page.Links);
        page.ClearPage();
        os.Machine.Touch(page.RecordAddress + Layout.SliceRecordKeptBytes, Layout.SliceRecordBytes - Layout.SliceRecordKeptBytes);
        Slice span = spans.FreeCoalesce(page, heap);
        segment.Used--;
        return span;
    }

    /// <summary>Puts a free span of a segment that got an owner into that owner's queues.</summary>
    /// <returns>The first slice of the span it became part of.</returns>
    public Slice JoinFree(Slice span, ThreadHeap heap) => spans.FreeCoalesce(span, heap);
}
