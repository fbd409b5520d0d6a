namespace AllocSim.Simulator.Allocation;

/// <summary>An allocator with controls that end the life of many objects at once.</summary>
public interface IDiscardingAllocator
{
    /// <summary>The number of the heap whose objects a control discards when it succeeds; -1 for a control that discards none.</summary>
    int HeapDiscardedBy(string control);

    /// <summary>The number of the heap that a live object lies in.</summary>
    int HeapOf(ulong address);
}
