using System.Numerics;
using AllocSim.Allocator.Mimalloc.Contended;
using AllocSim.Allocator.Mimalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Mimalloc.Segments;

/// <summary>Cuts segments into pages and free spans and joins free spans again.</summary>
/// <remarks>mimalloc 2.0.9, `src/segment.c` "Span free" and "Page allocation". Free spans of a segment with an owner are in the owner's queues, those of an abandoned one in none.</remarks>
internal sealed class Spans(SimMachine machine, SegmentCommitter committer, SegmentMap map)
{
    /// <summary>The queue for spans of a length.</summary>
    public static int BinOf(int count)
    {
        if (count <= 1)
        {
            return count;
        }

        int less = count - 1;
        int bit = BitOperations.Log2((uint)less);
        return bit <= 2 ? count : (bit << 2 | (less >> (bit - 2) & 3)) - 4;
    }

    /// <summary>Makes a free span.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="first">Its first slice.</param>
    /// <param name="count">Its slices.</param>
    /// <param name="mayDecommit">Whether its memory may be given up, now or later.</param>
    /// <param name="heap">The heap of the thread that does it.</param>
    public void Free(Segment segment, int first, int count, bool mayDecommit, ThreadHeap heap)
    {
        SpanQueue? queue = segment.IsHuge || segment.Owner == 0 ? null : heap.Spans[BinOf(count)];
        count = Math.Max(count, 1);
        Slice span = segment.Slices[first];
        span.Count = count;
        span.Offset = 0;
        if (count > 1)
        {
            Slice last = segment.Slices[first + count - 1];
            last.Count = 0;
            last.Offset = count - 1;
            last.BlockField = 0;
            machine.Touch(last.RecordAddress, Layout.SliceRecordSpanBytes);
        }

        machine.Touch(span.RecordAddress, Layout.SliceRecordUsedBytes);
        if (mayDecommit)
        {
            committer.PerhapsDecommit(segment, first, count);
        }

        if (queue is not null)
        {
            queue.Push(span);
        }
        else
        {
            span.BlockField = 0;
        }
    }

    /// <summary>A page became free: joins it with the free spans beside it.</summary>
    /// <returns>The first slice of the span.</returns>
    public Slice FreeCoalesce(Slice slice, ThreadHeap heap)
    {
        Segment segment = slice.Segment;
        map.Counts.Used -= slice.IsUsed ? slice.Count : 0;
        if (segment.IsHuge)
        {
            slice.BlockField = 0;
            return slice;
        }

        machine.Costs?.Charge(MimallocCost.Span);
        bool isOwned = segment.Owner != 0;
        int first = slice.Index;
        int count = slice.Count;
        int next = first + count;
        if (next < segment.SliceEntries && !segment.Slices[next].IsUsed)
        {
            count += segment.Slices[next].Count;
            TakeOut(segment.Slices[next], isOwned, heap);
        }

        if (first > 0)
        {
            Slice before = segment.Slices[first - 1];
            before = segment.Slices[before.Index - before.Offset];
            if (!before.IsUsed)
            {
                count += before.Count;
                TakeOut(before, isOwned, heap);
                first = before.Index;
            }
        }

        Free(segment, first, count, mayDecommit: true, heap);
        return segment.Slices[first];
    }

    /// <summary>Makes a run of slices a page, with access.</summary>
    public Slice Allocate(Segment segment, int first, int count)
    {
        Slice slice = segment.Slices[first];
        committer.EnsureCommitted(segment, first, count);
        slice.Offset = 0;
        slice.Count = count;
        slice.BlockField = Math.Min((ulong)count << Layout.SliceShift, Layout.HugeBlockBytes);
        machine.Touch(slice.RecordAddress, Layout.SliceRecordSpanBytes);
        int extra = Math.Min(Math.Min(count - 1, Layout.SliceOffsetMax), segment.SliceEntries - first - 1);
        for (int i = 1; i <= extra; i++)
        {
            MarkWithin(segment.Slices[first + i], i);
        }

        if (extra > 0)
        {
            machine.Touch(segment.Slices[first + 1].RecordAddress, ((ulong)(extra - 1) * Layout.SliceRecordBytes) + Layout.SliceRecordSpanBytes);
        }

        int last = Math.Min(first + count - 1, segment.SliceEntries);
        if (last > first)
        {
            MarkWithin(segment.Slices[last], last - first);
            machine.Touch(segment.Slices[last].RecordAddress, Layout.SliceRecordSpanBytes);
        }

        map.SetPage(slice);
        map.Counts.Used += first < Layout.InfoSlices ? 0 : count;
        segment.Used++;
        return slice;
    }

    /// <summary>Finds the best free span of the thread's segments and makes a page of its beginning.</summary>
    /// <returns>Null where none is long enough.</returns>
    public Slice? FindAndAllocate(int count, ThreadHeap heap)
    {
        for (int bin = BinOf(count); bin < heap.Spans.Length; bin++)
        {
            for (Slice? span = heap.Spans[bin].First; span is not null; span = span.Next)
            {
                machine.Costs?.Charge(MimallocCost.Span);
                if (span.Count >= count)
                {
                    heap.Spans[bin].Delete(span);
                    Split(span, count, heap);
                    return Allocate(span.Segment, span.Index, count);
                }
            }
        }

        return null;
    }

    /// <summary>Takes a span out of its owner's queue.</summary>
    public static void Remove(Slice span, ThreadHeap heap) => heap.Spans[BinOf(span.Count)].Delete(span);

    private static void TakeOut(Slice span, bool isOwned, ThreadHeap heap)
    {
        if (isOwned)
        {
            Remove(span, heap);
        }
    }

    private static void MarkWithin(Slice slice, int offset)
    {
        slice.Offset = offset;
        slice.Count = 0;
        slice.BlockField = 1;
    }

    private void Split(Slice span, int count, ThreadHeap heap)
    {
        if (span.Count > count)
        {
            Free(span.Segment, span.Index + count, span.Count - count, mayDecommit: false, heap);
            span.Count = count;
        }
    }
}
