using AllocSim.Allocator.Mimalloc.Inspection;
using AllocSim.Allocator.Mimalloc.Options;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Mimalloc;

/// <summary>mimalloc, configured by its environment variables.</summary>
public sealed class MimallocPolicy(string name, string help) : AllocatorPolicy<MimallocAllocator>(name, help)
{
    /// <inheritdoc/>
    public override PolicyTraits Traits { get; } = new() { Measures = HeapMeasures.All };

    /// <inheritdoc/>
    public override IReadOnlyList<OwnGauge> Gauges { get; } =
    [
        new("waiting_pages", "pages", ColumnKind.Gauge, "pages that wait to be given back"),
        new("purged_pages", "pages", ColumnKind.Counter, "pages given back so far"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<OwnFigure> Figures { get; } = [new("purged_pages", OwnFigureKind.End, "purged_pages") { IsGivenBackPages = true }, new("peak_waiting_pages", OwnFigureKind.Peak, "waiting_pages")];

    /// <inheritdoc/>
    public override IReadOnlyList<ViewDeclaration> Views => MimallocViews.All;

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => MimallocConf.Check(conf);

    /// <inheritdoc/>
    protected override MimallocAllocator Create(SimMachine machine, string conf) => new(new MimallocHeap(machine, MimallocConf.Parse(conf)));
}
