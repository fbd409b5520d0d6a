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
    public override PolicyTraits Traits { get; } = new() { UsualAlignment = 8, Measures = HeapMeasures.All & ~(HeapMeasures.Retained | HeapMeasures.Resident), OwnerWord = "subheap" };

    /// <inheritdoc/>
    public override IReadOnlyList<ViewDeclaration> Views => LkViews.All;

    /// <inheritdoc/>
    public override IReadOnlyList<PolicyOption> Options { get; } =
    [
        new("subheaps", "a whole number from 1 to 4096", "2 x CPUs", "heaps that threads are spread over") { Tuning = new(TuningEffect.Memory | TuningEffect.Time, "1", "2", "4", "8", "16") },
        new("assign", "hash or round_robin", "hash", "how a thread gets its heap") { Tuning = new(TuningEffect.Memory | TuningEffect.Time, "hash", "round_robin") { IsOrdered = false } },
        new("locks", "subheaps or lists", "subheaps", "what a lock guards: a heap, or each list of the only heap") { Tuning = new(TuningEffect.Memory | TuningEffect.Time, "subheaps", "lists") { IsOrdered = false } },
        new("region", "a power of two from 64K to 64M, in bytes", "65536", "what a heap takes from the system at once") { Tuning = new(TuningEffect.Memory | TuningEffect.System, "64K", "256K", "1M", "4M", "16M") },
        new("exact_max", "a power of two from 64 to 4096, in bytes", "512", "largest size with a list of its own") { Tuning = new(TuningEffect.Memory, "64", "256", "512", "1024", "4096") },
        new("class_max", "a power of two from 64 on, in bytes", "32768", "largest size with a class") { Tuning = new(TuningEffect.Memory, "4096", "16384", "65536") },
        new("map_above", "from 64 to 1G, in bytes", "1048576", "larger ones are mapped one by one") { Tuning = new(TuningEffect.Memory | TuningEffect.System, "65536", "131072", "524288", "1048576") },
    ];

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => LkConf.Check(conf);

    /// <inheritdoc/>
    protected override LkAllocator Create(SimMachine machine, string conf) => new(new LkHeap(machine, LkConf.Parse(conf, [])));
}
