using AllocSim.Allocator.Jemalloc.Tables;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Allocator.Jemalloc;

/// <content>What tables ask for.</content>
public readonly partial struct JemallocAllocator : ITables, IObjectPlaces, ICachingAllocator
{
    /// <inheritdoc/>
    public ulong CachedBytes => heap.CachedBytes;

    /// <inheritdoc/>
    public void ReadPlace(ulong address, ref ObjectPlace place) => heap.ReadPlace(address, ref place);

    /// <inheritdoc/>
    public void ReadTable(string table, long nowNs, TableRows rows) => JemallocTables.Read(heap, table, nowNs, rows);
}
