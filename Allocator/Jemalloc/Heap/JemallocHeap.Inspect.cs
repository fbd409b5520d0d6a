using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>What reports read; nothing here takes a lock or changes a counter.</content>
public sealed partial class JemallocHeap
{
    /// <summary>The totals as they are now.</summary>
    public void ReadTotals(ref HeapTotals totals)
    {
        totals = default;
        for (int i = 0; i < _arenas.Count; i++)
        {
            if (_arenas.TryGet(i) is { } arena)
            {
                arena.AddTotals(ref totals);
            }
        }

        totals.Own[OwnIndex.BlockedMerges] = _emap.BlockedMerges;
    }

    /// <summary>Index of the arena that a live object lies in.</summary>
    internal int ArenaOf(ulong address) => _table[_emap.Lookup(address)].Arena;
}
