using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Simulator.Replay;

namespace AllocSim.Allocator.Jemalloc.Checks;

/// <summary>Checks the order in a pairing heap.</summary>
internal static class HeapOrder
{
    /// <summary>No child comes before its parent.</summary>
    public static void Check<TOrder>(AuditedHeap heap, List<int> members)
        where TOrder : struct, IEdataOrder
    {
        foreach (int id in members)
        {
            for (int child = heap.Table[id].HeapChild; child != EdataTable.Null; child = heap.Table[child].HeapNext)
            {
                if (!TOrder.Precedes(heap.Table[id], heap.Table[child]))
                {
                    throw new InvariantException($"{heap.Describe(child)} is below {heap.Describe(id)} in a heap, but comes first");
                }
            }
        }
    }
}
