using System.Numerics;
using AllocSim.Allocator.Mimalloc.Segments;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Mimalloc;

/// <content>What the heap says of its memory.</content>
public sealed partial class MimallocHeap
{
    /// <summary>Fills in the totals as they are now.</summary>
    public void ReadTotals(ref HeapTotals totals)
    {
        int pageShift = BitOperations.TrailingZeroCount(_machine.PageSize);
        SegmentCounts counts = _segments.Counts;
        ulong used = (ulong)counts.Used << Layout.SliceShift;
        ulong waiting = _cache.WaitingBytes + ((ulong)counts.Waiting << Layout.SliceShift);
        ulong mapped = _threads.RecordBytes + ((ulong)_cache.Count * Layout.SegmentBytes) + ((ulong)counts.Slices << Layout.SliceShift);
        totals.AllocatedBytes = _allocatedBytes;
        totals.ActiveBytes = used;
        totals.MetadataBytes = _threads.RecordBytes + ((ulong)_segments.All.Count * Layout.InfoSlices * Layout.SliceBytes);
        totals.ResidentBytes = (ulong)Math.Max(_stats.Committed.Current, 0);
        totals.MappedBytes = mapped;
        totals.RetainedBytes = (ulong)Math.Max(_stats.Reserved.Current - _stats.Committed.Current, 0);
        totals.Own[0] = waiting >> pageShift;
        totals.Own[1] = _os.PurgedBytes >> pageShift;
    }
}
