using System.Globalization;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Jemalloc;

/// <content>Arenas that are reset or destroyed.</content>
public readonly partial struct JemallocAllocator : IDiscardingAllocator
{
    /// <inheritdoc/>
    public int HeapDiscardedBy(string control)
        => control.Split('.') is ["arena", var index, "reset" or "destroy"] && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int arena) ? arena : -1;

    /// <inheritdoc/>
    public int HeapOf(ulong address) => heap.ArenaOf(address);
}
