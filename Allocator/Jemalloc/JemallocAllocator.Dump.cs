using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Jemalloc;

/// <content>What a debugger sees.</content>
public readonly partial struct JemallocAllocator : IRecordDumping
{
    /// <inheritdoc/>
    public void DumpRecords(TextWriter output, long index, ulong mapRoot) => heap.DumpRecords(output, index, mapRoot);

    /// <inheritdoc/>
    public void WalkTo(TextWriter output, ulong address, ulong extent, ulong mapRoot) => heap.WalkTo(output, address, extent, mapRoot);
}
