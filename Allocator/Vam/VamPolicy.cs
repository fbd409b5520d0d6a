using AllocSim.Allocator.Vam.Inspection;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Vam;

/// <summary>Vam, as its authors wrote it anew: objects of frequent sizes in reaps, others in a common heap, both in partitions of the address space.</summary>
public sealed class VamPolicy : AllocatorPolicy<VamAllocator>
{
    private const ulong NarrowTop = 0x7f00_0000;
    private const ulong NarrowBottom = 0x2000_0000;

    private readonly VamLayout _layout;

    /// <summary>Makes the policy.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="help">What it is, in one line.</param>
    /// <param name="layout">Its width.</param>
    public VamPolicy(string name, string help, VamLayout layout)
        : base(name, help)
    {
        _layout = layout;
    }

    /// <inheritdoc/>
    public override PolicyTraits Traits { get; } = new() { UsualAlignment = 8, Measures = HeapMeasures.All & ~HeapMeasures.Retained };

    /// <inheritdoc/>
    public override IReadOnlyList<OwnGauge> Gauges { get; } =
    [
        new("kept_pages", "pages", ColumnKind.Gauge, "unused pages that are kept"),
        new("discarded_pages", "pages", ColumnKind.Counter, "pages given back so far"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<OwnFigure> Figures { get; } = [new("discarded_pages", OwnFigureKind.End, "discarded_pages") { IsGivenBackPages = true }, new("peak_kept_pages", OwnFigureKind.Peak, "kept_pages")];

    /// <inheritdoc/>
    public override IReadOnlyList<ViewDeclaration> Views => VamViews.All;

    /// <inheritdoc/>
    public override IReadOnlyList<PolicyOption> Options { get; } =
        [new(VamConf.Discard, "true or false", "false", "built so that a freed cluster of pages is given back at once") { Tuning = new(TuningEffect.Memory | TuningEffect.System, "false", "true") { IsOrdered = false } }];

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => VamConf.Check(conf);

    /// <inheritdoc/>
    /// <remarks>In 32 bits the machine is one of 32 bits, as far as it was not described as such: mappings lie from half a GiB up, and nothing grows by the break.</remarks>
    public override MachineOptions Adapt(MachineOptions machine) => machine.PointerBytes == _layout.PointerBytes || _layout.PointerBytes == 8 ? machine : machine with
    {
        PointerBytes = _layout.PointerBytes,
        MmapTop = NarrowTop,
        MmapBytes = NarrowTop - NarrowBottom,
        BreakBase = 0,
        BreakBytes = 0,
        HintBase = 0,
        HintTop = 0,
    };

    /// <inheritdoc/>
    protected override VamAllocator Create(SimMachine machine, string conf) => new(new VamHeap(machine, _layout, VamConf.Discards(conf)));
}
