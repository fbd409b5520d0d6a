using AllocSim.Allocator.Mimalloc.Checks;
using AllocSim.Allocator.Mimalloc.Inspection;
using AllocSim.Allocator.Mimalloc.Segments;
using AllocSim.Allocator.Mimalloc.Stats;
using AllocSim.Allocator.Mimalloc.Threads;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Allocator.Mimalloc;

/// <content>The check of the books.</content>
public sealed partial class MimallocHeap
{
    /// <summary>Appends the rows of a view. Changes nothing.</summary>
    public void ReadView(string view, TableRows rows) => new MimallocViews(_segments, _cache, _threads).Read(view, rows);

    /// <summary>Appends the segments of each thread's heap, by the trace's threads. One that a thread has left behind belongs to none until another takes it.</summary>
    public void ReadOwners(ICollection<OwnedRange> ranges)
    {
        foreach (Segment segment in _segments.All)
        {
            if (segment.Owner > 0)
            {
                ranges.Add(new OwnedRange(segment.Base, segment.Bytes, segment.Owner - 1));
            }
        }
    }

    /// <summary>Walks segments, slices, queues and lists, and compares them with each other, with the counters and with the page layer. Changes nothing.</summary>
    public void CheckInvariants()
    {
        PageAudit pages = new(_machine);
        SegmentAudit segments = new(_machine, pages);
        foreach (Segment segment in _segments.All)
        {
            segments.Check(segment);
        }

        QueueAudit queues = new(pages, _segments);
        StatCount owned = _stats.Segments;
        StatCount abandoned = _stats.SegmentsAbandoned;
        StatCount abandonedPages = _stats.PagesAbandoned;
        for (int thread = 0; thread < _threads.Count; thread++)
        {
            ThreadHeap heap = _threads.Of(thread);
            if (_threads.HasNone(heap))
            {
                continue;
            }

            queues.Check(heap);
            Finding.RequireEqual(OwnedBy(heap.Owner), (long)heap.SegmentCount, heap.DataAddress, "segments of a thread");
            owned.Add(heap.Stats.Segments);
            abandoned.Add(heap.Stats.SegmentsAbandoned);
            abandonedPages.Add(heap.Stats.PagesAbandoned);
        }

        Finding.RequireEqual(queues.Pages, segments.OwnedPages, 0, "pages in queues and in segments");
        Finding.RequireEqual(queues.Spans, segments.OwnedSpans, 0, "free spans in queues and in segments");
        Finding.RequireEqual((long)(segments.ObjectBytes - queues.DelayedBytes), (long)_allocatedBytes, 0, "bytes in objects");
        Finding.RequireEqual(_segments.All.Count - OwnedBy(0), owned.Current, 0, "segments with an owner");
        Finding.RequireEqual(OwnedBy(0), abandoned.Current, 0, "segments without an owner");
        Finding.RequireEqual(segments.AbandonedPages, abandonedPages.Current, 0, "pages without an owner");
        Finding.RequireEqual(OwnedBy(0), CountAbandoned(_abandonment.First) + CountAbandoned(_abandonment.FirstVisited), 0, "segments in the lists of abandoned ones");
        Finding.RequireEqual((long)_machine.Pages.MappedBytes, _stats.Reserved.Current, 0, "bytes mapped");
        Finding.RequireEqual(_segments.All.Sum(segment => (long)segment.SliceCount), _segments.Counts.Slices, 0, "slices of all segments");
        Finding.RequireEqual(_segments.All.Sum(segment => (long)segment.DecommitMask.Count), _segments.Counts.Waiting, 0, "slices that are to be given up");
        Finding.RequireEqual(segments.UsedSlices, _segments.Counts.Used, 0, "slices in pages");
        CheckCache(segments);
    }

    /// <summary>The boundary on which an object of memalign lies: blocks of 256, 512 and 1024 bytes begin 384 bytes after a page, so such an object lies on one of 128 at least.</summary>
    internal static ulong AlignmentKept(ulong alignment, ulong size)
        => Layout.IsPowerOfTwo(size) && size >= alignment && size <= Layout.SmallPageBlockMax ? Math.Min(alignment, Layout.AlignedObjectMax) : alignment;

    private static int CountAbandoned(Segment? first)
    {
        int count = 0;
        for (Segment? segment = first; segment is not null; segment = segment.AbandonedNext)
        {
            Finding.Require(segment.Owner == 0 && segment.AbandonedVisits > 0, segment.Base, "a segment in a list of abandoned ones has an owner");
            count++;
        }

        return count;
    }

    private int OwnedBy(int owner)
    {
        int count = 0;
        foreach (Segment segment in _segments.All)
        {
            count += segment.Owner == owner ? 1 : 0;
        }

        return count;
    }

    private void CheckCache(SegmentAudit segments)
    {
        int count = 0;
        for (int i = 0; i < SegmentCache.SlotCount; i++)
        {
            SegmentCacheSlot slot = _cache.SlotAt(i);
            if (slot.Address != 0)
            {
                segments.CheckMemory(slot.Address, Layout.SlicesPerSegment, slot.CommitMask);
                count++;
            }
        }

        Finding.RequireEqual(count, _cache.Count, 0, "segments in the cache");
    }
}
