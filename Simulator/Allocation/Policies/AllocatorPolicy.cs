using AllocSim.Simulator.Machine;

namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>A policy over one allocator type.</summary>
/// <typeparam name="TAllocator">The allocator's struct.</typeparam>
public abstract class AllocatorPolicy<TAllocator> : Policy
    where TAllocator : struct, IAllocator
{
    /// <summary>Makes a policy.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="help">What it is, in one line.</param>
    protected AllocatorPolicy(string name, string help)
        : base(name, help)
    {
    }

    /// <inheritdoc/>
    public sealed override bool Answers<TQuestion>() => typeof(TQuestion).IsAssignableFrom(typeof(TAllocator));

    /// <inheritdoc/>
    public sealed override TResult Create<TResult>(SimMachine machine, string conf, IAllocatorUser<TResult> user) => user.Use(Create(machine, conf));

    /// <summary>Makes the allocator.</summary>
    /// <param name="machine">A fresh machine.</param>
    /// <param name="conf">Options that <see cref="Policy.Check"/> found no error in.</param>
    protected abstract TAllocator Create(SimMachine machine, string conf);
}
