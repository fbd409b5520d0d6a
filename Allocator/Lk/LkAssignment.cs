namespace AllocSim.Allocator.Lk;

/// <summary>How a thread gets its subheap, once and for good.</summary>
public enum LkAssignment
{
    /// <summary>By a multiplicative hash of its number, as lkmalloc did with the thread's identifier.</summary>
    Hash,

    /// <summary>The next one in turn, as malloc implementations after it did.</summary>
    RoundRobin,
}
