using AllocSim.Allocator.Mimalloc.Pages;
using AllocSim.Allocator.Mimalloc.Segments;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Allocator.Mimalloc.Checks;

/// <summary>Checks a segment: pages and free spans cover it without gaps, its counts are right, and the page layer agrees with its masks.</summary>
internal sealed class SegmentAudit(SimMachine machine, PageAudit pages)
{
    /// <summary>Bytes in objects, in all segments so far.</summary>
    public ulong ObjectBytes { get; private set; }

    /// <summary>Slices in pages.</summary>
    public long UsedSlices { get; private set; }

    /// <summary>Free spans in segments that have an owner.</summary>
    public int OwnedSpans { get; private set; }

    /// <summary>Pages that have an owner.</summary>
    public int OwnedPages { get; private set; }

    /// <summary>Pages that have none.</summary>
    public int AbandonedPages { get; private set; }

    /// <summary>Checks a segment.</summary>
    public void Check(Segment segment)
    {
        ulong place = segment.Base;
        Finding.RequireEqual(Math.Min(segment.SliceCount, Layout.SlicesPerSegment), segment.SliceEntries, place, "slices with a record");
        Finding.Require(segment.CommitMask.HasAll(segment.DecommitMask), place, "what waits to be given up has no access");
        int used = 0;
        int abandoned = 0;
        bool wasFree = false;
        int index = 0;
        while (index < segment.SliceEntries)
        {
            Slice slice = segment.Slices[index];
            Finding.Require(slice.Count > 0 && slice.Offset == 0, slice.Address, "no run begins where one should");
            if (!slice.IsUsed)
            {
                Finding.Require(!wasFree || segment.IsHuge, slice.Address, "two free spans side by side");
                CheckSpan(slice);
                OwnedSpans += segment.Owner != 0 && !segment.IsHuge ? 1 : 0;
            }
            else if (index >= Layout.InfoSlices)
            {
                CheckPage(slice);
                used++;
                UsedSlices += slice.Count;
                abandoned += slice.Heap is null ? 1 : 0;
            }

            wasFree = !slice.IsUsed;
            index += slice.Count;
        }

        Finding.RequireEqual(index, segment.SliceCount, place, "slices of the segment");
        Finding.RequireEqual(used, segment.Used, place, "pages of the segment");
        Finding.RequireEqual(abandoned, segment.Abandoned, place, "pages without an owner");
        Finding.Require(segment.Owner == 0 ? abandoned == used && used > 0 : abandoned == 0, place, "the segment has an owner and its pages have not, or the other way");
        CheckMemory(segment.Base, segment.IsHuge ? 0 : segment.SliceEntries, segment.CommitMask);
        OwnedPages += used - abandoned;
        AbandonedPages += abandoned;
    }

    /// <summary>Slices with access can be accessed; those without hold no memory.</summary>
    public void CheckMemory(ulong address, int slices, in CommitMask mask)
    {
        for (int i = 0; i < slices; i++)
        {
            ulong slice = address + ((ulong)i << Layout.SliceShift);
            if (mask.Has(i))
            {
                Finding.Require(machine.Pages.IsAccessible(slice) && machine.Pages.IsAccessible(slice + Layout.SliceBytes - 1), slice, "a slice that should have access has none");
            }
            else
            {
                Finding.Require(machine.Pages.CountIn(slice, Layout.SliceBytes, PageState.Resident) == 0, slice, "a slice that was given up holds memory");
            }
        }
    }

    private static void CheckSpan(Slice span)
    {
        Slice last = span.Segment.Slices[Math.Min(span.Index + span.Count, span.Segment.SliceEntries) - 1];
        Finding.Require(span.Segment.IsHuge || (last.Index - last.Offset == span.Index && !last.IsUsed), span.Address, "the end of a free span does not know its beginning");
    }

    private void CheckPage(Slice page)
    {
        Segment segment = page.Segment;
        int last = Math.Min(page.Index + page.Count - 1, segment.SliceEntries);
        for (int i = page.Index + 1; i <= last; i++)
        {
            bool isKnown = (i - page.Index <= Layout.SliceOffsetMax && i < segment.SliceEntries) || i == last;
            Finding.Require(!isKnown || (i - segment.Slices[i].Offset == page.Index && segment.Slices[i].Count == 0), page.Address, "a slice of the page does not know its first");
        }

        Finding.Require(segment.IsHuge || segment.CommitMask.HasAll(CommitMask.Of(page.Index, page.Count)), page.Address, "a page in use has no access to all of it");
        Finding.Require(page.Heap is null ? page.Delayed == DelayedFree.Never : page.Heap.Owner == segment.Owner, page.Address, "the page's owner is not the segment's");
        ObjectBytes += (ulong)pages.Check(page) * page.BlockBytes;
    }
}
