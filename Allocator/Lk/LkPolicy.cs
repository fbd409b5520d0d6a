using AllocSim.Allocator.Lk.Inspection;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Lk;

/// <summary>A model of lkmalloc (Larson and Krishnan, 1998), of which neither the source nor the paper's constants can be had.</summary>
public sealed class LkPolicy : AllocatorPolicy<LkAllocator>
{
    /// <summary>Makes the policy.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="help">What it is, in one line.</param>
    public LkPolicy(string name, string help)
        : base(name, help)
    {
    }

    /// <inheritdoc/>
    public override PolicyTraits Traits { get; } = new() { UsualAlignment = 8, Measures = HeapMeasures.All & ~(HeapMeasures.Retained | HeapMeasures.Resident) };

    /// <inheritdoc/>
    public override IReadOnlyList<ViewDeclaration> Views => LkViews.All;

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => LkConf.Check(conf);

    /// <inheritdoc/>
    protected override LkAllocator Create(SimMachine machine, string conf) => new(new LkHeap(machine, LkConf.Parse(conf, [])));
}
