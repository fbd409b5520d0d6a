using AllocSim.Allocator.Tcmalloc.Inspection;
using AllocSim.Allocator.Tcmalloc.Options;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
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
    public override OptionGrammar Grammar => OptionGrammar.Variables;

    /// <inheritdoc/>
    public override IReadOnlyList<PolicyOption> Options { get; } = [.. OptionTable.Entries.Select(entry => entry.Describe())];

    /// <inheritdoc/>
    public override IReadOnlyList<OwnGauge> Gauges { get; } =
    [
        new("page_heap_free_bytes", "bytes", ColumnKind.Gauge, "free spans that were not given back"),
        new("central_free_bytes", "bytes", ColumnKind.Gauge, "free objects in spans, and the ends of spans that no object has"),
        new("transfer_free_bytes", "bytes", ColumnKind.Gauge, "free objects in transfer caches"),
        new("released_bytes", "bytes", ColumnKind.Counter, "given back to the system so far"),
        new("scavenges", "", ColumnKind.Counter, "times so far that enough was freed to give some back") { IsWork = true },
        new("heap_growths", "", ColumnKind.Counter, "times so far that memory was taken from the system") { IsWork = true },
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<ViewDeclaration> Views => TcmallocViews.All;

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => TcmallocConf.Check(conf);

    /// <inheritdoc/>
    protected override TcmallocAllocator Create(SimMachine machine, string conf) => new(new TcmallocHeap(machine, TcmallocConf.Parse(conf)));
}
