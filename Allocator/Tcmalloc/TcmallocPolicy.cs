using AllocSim.Allocator.Tcmalloc.Options;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Tcmalloc;

/// <summary>gperftools' tcmalloc.</summary>
public sealed class TcmallocPolicy : AllocatorPolicy<TcmallocAllocator>
{
    /// <summary>Makes the policy.</summary>
    public TcmallocPolicy()
        : base("tcmalloc", "gperftools 2.10's libtcmalloc_minimal; --conf takes its TCMALLOC_ variables, split by commas")
    {
    }

    /// <inheritdoc/>
    public override PolicyTraits Traits { get; } = new() { Measures = HeapMeasures.All };

    /// <inheritdoc/>
    public override IReadOnlyList<OwnGauge> Gauges { get; } =
    [
        new("free_pages", "pages", ColumnKind.Gauge, "pages of free spans that are still backed"),
        new("decommitted_pages", "pages", ColumnKind.Counter, "pages given back so far"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<OwnFigure> Figures { get; } = [new("decommitted_pages", OwnFigureKind.End, "decommitted_pages") { IsGivenBackPages = true }, new("peak_free_pages", OwnFigureKind.Peak, "free_pages")];

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => TcmallocConf.Check(conf);

    /// <inheritdoc/>
    protected override TcmallocAllocator Create(SimMachine machine, string conf) => new(new TcmallocHeap(machine, TcmallocConf.Parse(conf)));
}
