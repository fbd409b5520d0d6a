using AllocSim.Allocator.Mimalloc.Options;
using AllocSim.Allocator.Mimalloc.Threads;

namespace AllocSim.Allocator.Mimalloc.Segments;

/// <summary>Segments whose threads ended while objects in them lived, and how other threads take them over.</summary>
/// <remarks>
/// mimalloc 2.0.9, `src/segment.c` "Abandonment". Two stacks: those to be looked at, and those that were looked at and had nothing to offer, which take the place of the first when it is empty.
/// </remarks>
internal sealed class Abandonment(SegmentCommitter committer, SegmentSource source, PageReleaser releaser, MimallocOptions options)
{
    private const int VisitsMax = 3;
    private const int TriesToCollect = 1024;
    private const int TriesToCollectForced = 16 * 1024;

    /// <summary>The first of those to be looked at.</summary>
    public Segment? First { get; private set; }

    /// <summary>The first of those that were looked at.</summary>
    public Segment? FirstVisited { get; private set; }

    /// <summary>A page loses its owner; with the last one its segment does.</summary>
    public void AbandonPage(Slice page, ThreadHeap heap)
    {
        Segment segment = page.Segment;
        segment.Abandoned++;
        heap.Stats.PagesAbandoned.Increase(1);
        AbandonIfOnlyAbandoned(segment, heap);
    }

    /// <summary>A segment of which no page has an owner loses its own.</summary>
    public void AbandonIfOnlyAbandoned(Segment segment, ThreadHeap heap)
    {
        if (segment.Used != segment.Abandoned)
        {
            return;
        }

        for (int i = 0; i < segment.SliceEntries; i += segment.Slices[i].Count)
        {
            if (!segment.Slices[i].IsUsed)
            {
                Spans.Remove(segment.Slices[i], heap);
                segment.Slices[i].BlockField = 0;
            }
        }

        committer.DelayedDecommit(segment, options.AbandonedPageDecommit != 0);
        heap.Stats.SegmentsAbandoned.Increase(1);
        SegmentSource.TrackLost(heap);
        segment.Owner = 0;
        segment.AbandonedVisits = 1;
        segment.AbandonedNext = First;
        First = segment;
    }

    /// <summary>Looks for an abandoned segment that serves, and takes it over.</summary>
    /// <param name="heap">The heap that takes it.</param>
    /// <param name="slices">Slices that are needed.</param>
    /// <param name="blockBytes">Bytes of a block; a page of them with room will do instead.</param>
    /// <param name="hasPage">Whether such a page came along.</param>
    /// <returns>The segment; null for none.</returns>
    public Segment? TryReclaim(ThreadHeap heap, int slices, ulong blockBytes, out bool hasPage)
    {
        hasPage = false;
        for (long tries = Math.Clamp(options.MaxSegmentReclaim, 8, 1024); tries > 0 && Pop() is { } segment; tries--)
        {
            segment.AbandonedVisits++;
            bool serves = CheckFree(segment, slices, blockBytes, heap);
            if (segment.Used == 0)
            {
                Reclaim(segment, heap, 0, out _);
            }
            else if (serves)
            {
                return Reclaim(segment, heap, blockBytes, out hasPage);
            }
            else if (segment.AbandonedVisits > VisitsMax)
            {
                Reclaim(segment, heap, 0, out _);
            }
            else
            {
                committer.DelayedDecommit(segment, isForced: true);
                PushVisited(segment);
            }
        }

        return null;
    }

    /// <summary>Takes over all of them.</summary>
    public void ReclaimAll(ThreadHeap heap)
    {
        while (Pop() is { } segment)
        {
            Reclaim(segment, heap, 0, out _);
        }
    }

    /// <summary>Frees those that are empty by now, and gives up what is due of the others. They come round until the tries are used up.</summary>
    /// <param name="heap">The heap that does it.</param>
    /// <param name="isForced">Whether all that waits is due.</param>
    public void Collect(ThreadHeap heap, bool isForced)
    {
        if (isForced)
        {
            Revisit();
        }

        for (int tries = isForced ? TriesToCollectForced : TriesToCollect; tries > 0 && Pop() is { } segment; tries--)
        {
            CheckFree(segment, 0, 0, heap);
            if (segment.Used == 0)
            {
                Reclaim(segment, heap, 0, out _);
            }
            else
            {
                committer.DelayedDecommit(segment, isForced);
                PushVisited(segment);
            }
        }
    }

    private void PushVisited(Segment segment)
    {
        segment.AbandonedNext = FirstVisited;
        FirstVisited = segment;
    }

    private void Revisit()
    {
        Segment? last = FirstVisited;
        if (last is null)
        {
            return;
        }

        while (last.AbandonedNext is { } next)
        {
            last = next;
        }

        last.AbandonedNext = First;
        First = FirstVisited;
        FirstVisited = null;
    }

    private Segment? Pop()
    {
        if (First is null)
        {
            Revisit();
        }

        Segment? segment = First;
        if (segment is not null)
        {
            First = segment.AbandonedNext;
            segment.AbandonedNext = null;
        }

        return segment;
    }

    /// <summary>Frees the pages of an abandoned segment that are empty by now.</summary>
    /// <returns>Whether it has a long enough span, or a page of the wanted blocks with room.</returns>
    private bool CheckFree(Segment segment, int slices, ulong blockBytes, ThreadHeap heap)
    {
        bool serves = false;
        Slice slice;
        for (int i = Layout.InfoSlices; i < segment.SliceEntries; i = slice.Index + slice.Count)
        {
            slice = segment.Slices[i];
            if (!slice.IsUsed)
            {
                serves |= slice.Count >= slices;
                continue;
            }

            slice.Collect(isForced: false);
            if (slice.Used == 0)
            {
                heap.Stats.PagesAbandoned.Decrease(1);
                segment.Abandoned--;
                slice = releaser.Clear(slice, heap);
                serves |= slice.Count >= slices;
            }
            else
            {
                serves |= slice.BlockField == blockBytes && slice.HasAnyAvailable;
            }
        }

        return serves;
    }

    /// <summary>A thread takes a segment over.</summary>
    /// <returns>The segment; null where it was empty and has been freed.</returns>
    private Segment? Reclaim(Segment segment, ThreadHeap heap, ulong blockBytes, out bool hasPage)
    {
        hasPage = false;
        segment.Owner = heap.Owner;
        segment.AbandonedVisits = 0;
        SegmentSource.TrackGained(heap);
        heap.Stats.SegmentsAbandoned.Decrease(1);
        Slice slice;
        for (int i = Layout.InfoSlices; i < segment.SliceEntries; i = slice.Index + slice.Count)
        {
            slice = segment.Slices[i];
            slice = slice.IsUsed ? ReclaimPage(slice, heap, blockBytes, ref hasPage) : releaser.JoinFree(slice, heap);
        }

        if (segment.Used > 0)
        {
            return segment;
        }

        source.Free(segment, heap);
        return null;
    }

    private Slice ReclaimPage(Slice page, ThreadHeap heap, ulong blockBytes, ref bool hasPage)
    {
        heap.Stats.PagesAbandoned.Decrease(1);
        page.Segment.Abandoned--;
        page.Heap = heap;
        page.Delayed = Pages.DelayedFree.Use;
        page.Collect(isForced: false);
        if (page.Used == 0)
        {
            return releaser.Clear(page, heap);
        }

        heap.Push(heap.QueueFor(page.BlockBytes), page);
        hasPage |= blockBytes == page.BlockField && page.HasAnyAvailable;
        return page;
    }
}
