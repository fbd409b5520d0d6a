namespace AllocSim.Simulator.Allocation;

/// <summary>An allocator that can check its own books.</summary>
public interface ICheckableAllocator
{
    /// <summary>Walks all records and compares them with each other and with the machine. Changes nothing.</summary>
    /// <exception cref="InvariantException">Two of them contradict each other.</exception>
    void CheckInvariants();
}
