using AllocSim.Allocator.Mimalloc.Contended;
using AllocSim.Allocator.Mimalloc.Os;
using AllocSim.Allocator.Mimalloc.Threads;

namespace AllocSim.Allocator.Mimalloc.Segments;

/// <summary>Takes pages from segments, a thread's own, abandoned or fresh ones, and gives them back.</summary>
/// <remarks>mimalloc 2.0.9, `src/segment.c` _mi_segment_page_alloc and _mi_segment_page_free.</remarks>
internal sealed class SegmentPages(OsMemory os, Spans spans, SegmentCommitter committer, SegmentSource source, PageReleaser releaser, Abandonment abandonment)
{
    private const ulong LinkBytes = 8;

    /// <summary>A page for blocks of a size.</summary>
    /// <param name="heap">The heap that wants it.</param>
    /// <param name="blockBytes">Bytes of a block.</param>
    /// <param name="alignment">The boundary of a block that gets a segment of its own for it; otherwise 0.</param>
    /// <returns>Null for none to be had, and also where a page with room came along with an abandoned segment.</returns>
    public Slice? Alloc(ThreadHeap heap, ulong blockBytes, ulong alignment) => blockBytes switch
    {
        _ when alignment > Layout.AlignmentMax => AllocHuge(heap, blockBytes, alignment),
        <= Layout.SmallObjectMax => AllocWithin(heap, 1, blockBytes),
        <= Layout.MediumObjectMax => AllocWithin(heap, (int)(Layout.MediumPageBytes / Layout.SliceBytes), blockBytes),
        <= Layout.LargeObjectMax => AllocWithin(heap, SlicesFor(blockBytes), blockBytes),
        _ => AllocHuge(heap, blockBytes, 0),
    };

    /// <summary>Gives a page back. An empty segment goes too, and one of which all other pages are abandoned becomes that itself.</summary>
    public void Free(Slice page, ThreadHeap heap)
    {
        os.Machine.Costs?.Charge(MimallocCost.Page);
        Segment segment = page.Segment;
        releaser.Clear(page, heap);
        if (segment.Used == 0)
        {
            source.Free(segment, heap);
        }
        else
        {
            abandonment.AbandonIfOnlyAbandoned(segment, heap);
        }
    }

    /// <summary>Another thread frees an object that has a segment of its own: its memory goes at once, but for what holds the link.</summary>
    public void GiveUpHuge(Slice page)
    {
        if (page.Segment.AllowsDecommit)
        {
            os.Decommit(page.Start + LinkBytes, page.BlockBytes - LinkBytes);
        }
    }

    private static int SlicesFor(ulong bytes) => (int)(Layout.Up(bytes, bytes > Layout.MediumPageBytes ? Layout.MediumPageBytes : Layout.SliceBytes) >> Layout.SliceShift);

    private Slice? AllocWithin(ThreadHeap heap, int slices, ulong blockBytes)
    {
        while (true)
        {
            if (spans.FindAndAllocate(slices, heap) is { } page)
            {
                committer.DelayedDecommit(page.Segment, isForced: false);
                return page;
            }

            Segment? segment = abandonment.TryReclaim(heap, slices, blockBytes, out bool hasPage);
            if (hasPage || (segment is null && source.Alloc(heap) is null))
            {
                return null;
            }
        }
    }

    private Slice? AllocHuge(ThreadHeap heap, ulong bytes, ulong alignment)
    {
        Slice? page = source.AllocHuge(bytes, alignment, heap);
        if (page is not null && alignment > 0 && page.Segment.AllowsDecommit)
        {
            // What lies between the beginning of the page and the object is given up, but for what holds the link.
            ulong start = page.Address + LinkBytes;
            os.Decommit(start, Layout.Up(page.Address, alignment) - start);
        }

        return page;
    }
}
