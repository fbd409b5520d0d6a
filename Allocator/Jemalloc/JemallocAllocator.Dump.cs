using AllocSim.Allocator.Jemalloc.Tables;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Jemalloc;

/// <content>What a debugger sees.</content>
public readonly partial struct JemallocAllocator : IRecordDumping
{
    /// <inheritdoc/>
    public void DumpRecords(TextWriter output, long index, ulong mapRoot) => heap.DumpRecords(output, index, mapRoot);

    /// <inheritdoc/>
    public void ReadRanges(List<HeldRange> ranges)
    {
        List<ExtentSnapshot> extents = [];
        heap.ReadExtents(extents);
        foreach (ExtentSnapshot extent in extents.OrderBy(extent => extent.Address))
        {
            ranges.Add(new HeldRange(extent.Address, extent.Bytes, extent.Use.ToString().ToLowerInvariant(), extent.Arena, extent.SizeIndex, extent.Regions, extent.FreeRegions, extent.Use != ExtentUse.Metadata));
        }
    }

    /// <inheritdoc/>
    public void WalkTo(TextWriter output, ulong address, ulong extent, ulong mapRoot) => heap.WalkTo(output, address, extent, mapRoot);
}
