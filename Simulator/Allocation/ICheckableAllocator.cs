namespace AllocSim.Simulator.Allocation;

/// <summary>An allocator that can check its own books.</summary>
public interface ICheckableAllocator
{
    /// <summary>Walks all records and compares them with each other and with the machine. Changes nothing.</summary>
    /// <exception cref="InvariantException">Two of them contradict each other.</exception>
    void CheckInvariants();

    /// <summary>The boundary on which an object of memalign certainly lies; another one than it was asked for where the real library has a mistake there.</summary>
    /// <param name="alignment">The boundary asked for.</param>
    /// <param name="size">Bytes asked for.</param>
    ulong AlignmentKept(ulong alignment, ulong size) => alignment;
}
