using AllocSim.Allocator.Classic.Inspection;
using AllocSim.Allocator.Classic.Options;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Classic;

/// <summary>jemalloc 2.1.3, built with its statistics and fill.</summary>
public sealed class ClassicPolicy : AllocatorPolicy<ClassicAllocator>
{
    /// <summary>Makes the policy.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="help">What it is, in one line.</param>
    public ClassicPolicy(string name, string help)
        : base(name, help)
    {
    }

    /// <inheritdoc/>
    public override PolicyTraits Traits { get; } = new() { Measures = HeapMeasures.All };

    /// <inheritdoc/>
    public override OptionGrammar Grammar { get; } = OptionGrammar.Pairs with { Carrier = "MALLOC_CONF" };

    /// <inheritdoc/>
    public override IReadOnlyList<PolicyOption> Options { get; } =
        [.. ConfOptions.All.Select(o => new PolicyOption(o.Name, o.Expected, o.Name == "narenas" ? "four a CPU, or one on a single CPU" : o.Text(new ClassicOptions()), o.Help))];

    /// <inheritdoc/>
    public override IReadOnlyList<OwnGauge> Gauges => ClassicGauges.All;

    /// <inheritdoc/>
    public override IReadOnlyList<OwnFigure> Figures => ClassicGauges.Figures;

    /// <inheritdoc/>
    public override IReadOnlyList<ViewDeclaration> Views => ClassicViews.All;

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => ClassicConf.Check(conf);

    /// <inheritdoc/>
    protected override ClassicAllocator Create(SimMachine machine, string conf)
        => new(new ClassicHeap(machine, ClassicConf.Parse(conf, [], [])));
}
