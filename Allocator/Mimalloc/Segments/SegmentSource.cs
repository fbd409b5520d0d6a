using AllocSim.Allocator.Mimalloc.Arenas;
using AllocSim.Allocator.Mimalloc.Contended;
using AllocSim.Allocator.Mimalloc.Options;
using AllocSim.Allocator.Mimalloc.Os;
using AllocSim.Allocator.Mimalloc.Stats;
using AllocSim.Allocator.Mimalloc.Threads;

namespace AllocSim.Allocator.Mimalloc.Segments;

/// <summary>Makes segments and gives them back: to the cache where that is possible, otherwise to where they are from.</summary>
/// <remarks>mimalloc 2.0.9, `src/segment.c` "Segment allocation".</remarks>
internal sealed class SegmentSource(OsMemory os, ArenaMemory arenas, SegmentCache cache, SegmentMap map, Spans spans, ThreadCensus threads, MimallocOptions options, MimallocStats mainStats)
{
    /// <summary>A segment to be cut up; all of it is one free span in the thread's queues.</summary>
    /// <returns>Null for none to be had.</returns>
    public Segment? Alloc(ThreadHeap heap)
    {
        Segment? segment = Alloc(0, 0, heap);
        if (segment is not null)
        {
            spans.Free(segment, Layout.InfoSlices, segment.SliceEntries - Layout.InfoSlices, mayDecommit: false, heap);
        }

        return segment;
    }

    /// <summary>A segment for one object.</summary>
    /// <param name="bytes">Bytes of the object; at least 1.</param>
    /// <param name="alignment">The boundary it lies on if that is larger than half a segment, otherwise 0.</param>
    /// <param name="heap">The heap of the thread that asks.</param>
    /// <returns>Its page; null for none to be had.</returns>
    public Slice? AllocHuge(ulong bytes, ulong alignment, ThreadHeap heap)
    {
        Segment? segment = Alloc(bytes, alignment, heap);
        return segment is null ? null : spans.Allocate(segment, Layout.InfoSlices, segment.SliceCount - Layout.InfoSlices);
    }

    /// <summary>Gives a segment without pages back.</summary>
    public void Free(Segment segment, ThreadHeap heap)
    {
        os.Machine.Costs?.Charge(MimallocCost.Segment);
        for (int i = 0; i < segment.SliceEntries; i += segment.Slices[i].Count)
        {
            if (!segment.Slices[i].IsUsed && !segment.IsHuge)
            {
                Spans.Remove(segment.Slices[i], heap);
            }
        }

        heap.Stats.PageCommitted.Decrease(Layout.InfoSlices * Layout.SliceBytes);
        segment.Owner = 0;
        TrackLost(heap);
        if (segment.IsHuge || !cache.TryPush(segment))
        {
            // Of a segment that is longer than it has bits, each bit stands for more than a slice.
            ulong committed = segment.Bytes / Layout.SlicesPerSegment * (ulong)segment.CommitMask.Count;
            mainStats.Committed.Decrease(segment.IsPinned ? 0 : committed);
            arenas.Free(segment.Base, segment.Bytes, segment.Alignment, segment.AlignOffset, segment.MemoryId, segment.IsPinned);
        }

        map.Remove(segment);
    }

    /// <summary>A thread has one segment more.</summary>
    public static void TrackGained(ThreadHeap heap)
    {
        heap.Stats.Segments.Increase(1);
        heap.SegmentCount++;
    }

    /// <summary>A thread has one segment less.</summary>
    public static void TrackLost(ThreadHeap heap)
    {
        heap.Stats.Segments.Decrease(1);
        heap.SegmentCount--;
    }

    private Segment? Alloc(ulong required, ulong alignment, ThreadHeap heap)
    {
        os.Machine.Costs?.Charge(MimallocCost.Segment);
        bool isDelayed = threads.Count > 1 && heap.SegmentCount < (ulong)options.EagerCommitDelay;
        bool isEager = !isDelayed && options.EagerCommit != 0;
        SegmentMemory memory = new() { IsCommitted = isEager || required > 0, IsHuge = !isDelayed };
        CommitMask commitMask = default;
        CommitMask decommitMask = default;
        ulong alignOffset = alignment > 0 ? Layout.SegmentBytes : 0;
        ulong bytes = BytesFor(required, alignOffset);
        ulong boundary = alignment > 0 ? alignment : Layout.SegmentBytes;
        ulong address = bytes == Layout.SegmentBytes && alignment == 0 ? cache.Pop(ref memory, out commitMask, out decommitMask) : 0;
        if (address == 0)
        {
            address = arenas.Alloc(bytes, boundary, alignOffset, heap, ref memory);
            commitMask = memory.IsCommitted ? CommitMask.Full : default;
        }

        if (address == 0)
        {
            return null;
        }

        if (!commitMask.Has(0))
        {
            os.Commit(address, Layout.InfoSlices * Layout.SliceBytes);
            memory.IsZero = false;
            commitMask.Set(CommitMask.Of(0, Layout.InfoSlices));
        }

        Segment segment = map.Add(address);
        segment.MemoryId = memory.MemoryId;
        segment.IsPinned = memory.IsPinned;
        segment.IsHugePaged = memory.IsHuge;
        segment.Alignment = boundary;
        segment.AlignOffset = alignOffset;
        segment.SliceCount = (int)(bytes >> Layout.SliceShift);
        map.Counts.Slices += segment.SliceCount;
        segment.SliceEntries = Math.Min(segment.SliceCount, Layout.SlicesPerSegment);
        segment.IsHuge = required > 0;
        segment.Owner = heap.Owner;
        segment.CommitMask = commitMask;
        segment.AllowsDecommit = options.AllowDecommit != 0 && !memory.IsPinned && !memory.IsHuge;
        segment.SetDecommitMask(segment.AllowsDecommit ? decommitMask : default);
        TrackGained(heap);
        TouchHeader(segment, memory.IsZero);
        heap.Stats.PageCommitted.Increase(Layout.InfoSlices * Layout.SliceBytes);
        spans.Allocate(segment, 0, Layout.InfoSlices);
        segment.Used = 0;
        return segment;
    }

    private static ulong BytesFor(ulong required, ulong alignOffset)
    {
        const ulong Info = Layout.InfoSlices * Layout.SliceBytes;
        return required == 0 ? Layout.SegmentBytes : Layout.Up(required + (alignOffset > 0 ? alignOffset - Info : 0) + Info, Layout.SliceBytes);
    }

    // Memory that may have been used is cleared from the fields on that must be 0 up to the record behind the last one: for a long segment, beyond the first slice.
    private void TouchHeader(Segment segment, bool isZero)
    {
        os.Machine.Touch(segment.Base, Layout.SegmentHeaderBytes);
        if (!isZero)
        {
            ulong end = Layout.SegmentHeaderBytes + (Layout.SliceRecordBytes * ((ulong)segment.SliceCount + 1));
            os.Machine.Touch(segment.Base + Layout.SegmentClearedFrom, end - Layout.SegmentClearedFrom);
        }
    }
}
