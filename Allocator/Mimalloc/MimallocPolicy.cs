using AllocSim.Allocator.Mimalloc.Contended;
using AllocSim.Allocator.Mimalloc.Diagnosis;
using AllocSim.Allocator.Mimalloc.Inspection;
using AllocSim.Allocator.Mimalloc.Options;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Mimalloc;

/// <summary>mimalloc, configured by its environment variables.</summary>
public sealed class MimallocPolicy(string name, string help) : AllocatorPolicy<MimallocAllocator>(name, help)
{
    /// <inheritdoc/>
    public override PolicyTraits Traits { get; } = new() { Measures = HeapMeasures.All, OwnerWord = "heap of thread" };

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
    public override OptionGrammar Grammar => OptionGrammar.Variables;

    /// <inheritdoc/>
    public override IReadOnlyList<PolicyOption> Options { get; } =
        [.. MimallocOption.All.Select(option => new PolicyOption(option.Variable, option.IsKibibytes ? "a size" : "a whole number", option.Get(new MimallocOptions()).ToString(System.Globalization.CultureInfo.InvariantCulture)) { Tuning = Tuning(option.Name) })];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionChange> Presets { get; } =
    [
        new("give back at once", "MIMALLOC_DECOMMIT_DELAY=0"),
        new("reset pages", "MIMALLOC_PAGE_RESET=1"),
        new("never give back", "MIMALLOC_ALLOW_DECOMMIT=0"),
        new("commit at once", "MIMALLOC_EAGER_COMMIT_DELAY=0"),
    ];

    /// <inheritdoc/>
    public override RandomCase DrawCase(ulong seed, int operations) => MimallocTrials.DrawCase(seed, operations);

    /// <inheritdoc/>
    public override RealLibrary Library { get; } = new("libmimalloc.so.2.0", "") { Version = "2.0.9", Origin = "the Debian package libmimalloc2.0 brings it" };

    /// <inheritdoc/>
    public override IReadOnlyList<string> VerifiedSets { get; } = ["", "MIMALLOC_PAGE_RESET=1", "MIMALLOC_DECOMMIT_DELAY=0"];

    /// <inheritdoc/>
    public override IReadOnlyList<CostStep> CostSteps => MimallocCost.Steps;

    /// <inheritdoc/>
    public override IReadOnlyList<MicroTraceDeclaration> MicroTraces => MimallocMicroTraces.All;

    /// <inheritdoc/>
    public override IDumpReader DumpReader => HeapStatsReader.Instance;

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => MimallocConf.Check(conf);

    /// <inheritdoc/>
    protected override MimallocAllocator Create(SimMachine machine, string conf) => new(new MimallocHeap(machine, MimallocConf.Parse(conf)));

    private static TuningRange Tuning(string name) => name switch
    {
        "decommit_delay" => new(TuningEffect.Memory | TuningEffect.System, "0", "5", "25", "100", "500", "2500"),
        "segment_decommit_delay" => new(TuningEffect.Memory | TuningEffect.System, "0", "50", "100", "500", "2000"),
        "decommit_extend_delay" => new(TuningEffect.Memory | TuningEffect.System, "0", "1", "2", "10"),
        "allow_decommit" => new(TuningEffect.Memory | TuningEffect.System, "1", "0") { IsOrdered = false },
        "page_reset" => new(TuningEffect.Memory | TuningEffect.System, "0", "1") { IsOrdered = false },
        "abandoned_page_decommit" => new(TuningEffect.Memory | TuningEffect.System, "0", "1") { IsOrdered = false },
        "eager_commit" => new(TuningEffect.Memory | TuningEffect.System, "1", "0") { IsOrdered = false },
        "eager_commit_delay" => new(TuningEffect.Memory | TuningEffect.System, "0", "1", "2", "4"),
        "max_segment_reclaim" => new(TuningEffect.Memory | TuningEffect.Time, "0", "4", "8", "16", "64"),
        "large_os_pages" => new(TuningEffect.Memory | TuningEffect.System, "0", "1") { IsOrdered = false },
        _ => TuningRange.Neither,
    };
}
