namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>Does something with an allocator whose type only its policy knows, so that code is compiled for that type.</summary>
/// <typeparam name="TResult">What comes of it.</typeparam>
public interface IAllocatorUser<out TResult>
{
    /// <summary>Takes the allocator.</summary>
    /// <param name="allocator">A fresh one, not started.</param>
    TResult Use<TAllocator>(TAllocator allocator)
        where TAllocator : struct, IAllocator;
}
