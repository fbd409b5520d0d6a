using AllocSim.Allocator.Mimalloc.Segments;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Mimalloc;

/// <content>What the heap says of its memory.</content>
public sealed partial class MimallocHeap
{
    /// <summary>Fills in the totals as they are now.</summary>
    public void ReadTotals(ref HeapTotals totals)
    {
        ulong pageBytes = (ulong)_machine.PageSize;
        ulong used = 0;
        ulong waiting = _cache.WaitingBytes;
        ulong mapped = _threads.RecordBytes + ((ulong)_cache.Count * Layout.SegmentBytes);
        foreach (Segment segment in _segments.All)
        {
            mapped += segment.Bytes;
            waiting += (ulong)segment.DecommitMask.Count << Layout.SliceShift;
            for (int i = Layout.InfoSlices; i < segment.SliceEntries; i += segment.Slices[i].Count)
            {
                used += segment.Slices[i].IsUsed ? (ulong)segment.Slices[i].Count << Layout.SliceShift : 0;
            }
        }

        totals.AllocatedBytes = _allocatedBytes;
        totals.ActiveBytes = used;
        totals.MetadataBytes = _threads.RecordBytes + ((ulong)_segments.All.Count * Layout.InfoSlices * Layout.SliceBytes);
        totals.ResidentBytes = (ulong)Math.Max(_stats.Committed.Current, 0);
        totals.MappedBytes = mapped;
        totals.RetainedBytes = (ulong)Math.Max(_stats.Reserved.Current - _stats.Committed.Current, 0);
        totals.Own[0] = waiting / pageBytes;
        totals.Own[1] = _os.PurgedBytes / pageBytes;
    }
}
