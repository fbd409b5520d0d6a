using AllocSim.Allocator.Tcmalloc.Contended;
using AllocSim.Allocator.Tcmalloc.Diagnosis;
using AllocSim.Allocator.Tcmalloc.Inspection;
using AllocSim.Allocator.Tcmalloc.Options;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Costs;
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
    public override PolicyTraits Traits { get; } = new() { Measures = HeapMeasures.All, TotalsChangeUnderLocksOnly = true };

    /// <inheritdoc/>
    public override OptionGrammar Grammar => OptionGrammar.Variables;

    /// <inheritdoc/>
    public override IReadOnlyList<PolicyOption> Options { get; } = [.. OptionTable.Entries.Select(entry => entry.Describe() with { Tuning = Tuning(entry.Name) })];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionChange> WhatIfs(IReadOnlyCollection<string> locks, int threads) =>
    [
        new("caches of twice the bytes", "TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES=67108864"),
        new("up to 512 objects moved at once", "TCMALLOC_TRANSFER_NUM_OBJ=512"),
        new("nothing given back", "TCMALLOC_RELEASE_RATE=0"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionChange> Presets { get; } = [new("give back fast", "TCMALLOC_RELEASE_RATE=10"), new("give back at once", "TCMALLOC_AGGRESSIVE_DECOMMIT=true"), new("small caches", "TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES=1048576")];

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
    public override RandomCase DrawCase(ulong seed, int operations) => TcmallocTrials.Draw(seed, operations);

    /// <inheritdoc/>
    public override RealLibrary Library { get; } = new("libtcmalloc_minimal.so.4", "") { Version = "2.10", Origin = "the Debian package libtcmalloc-minimal4 brings it" };

    /// <inheritdoc/>
    public override IReadOnlyList<string> VerifiedSets { get; } = ["TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES=524288", "TCMALLOC_TRANSFER_NUM_OBJ=512", ""];

    /// <inheritdoc/>
    public override IReadOnlyList<CostStep> CostSteps => TcmallocCost.Steps;

    /// <inheritdoc/>
    public override IReadOnlyList<MicroTraceDeclaration> MicroTraces => TcmallocMicroTraces.All;

    /// <inheritdoc/>
    public override IDumpReader DumpReader => MallocLinesReader.Instance;

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => TcmallocConf.Check(conf);

    /// <inheritdoc/>
    protected override TcmallocAllocator Create(SimMachine machine, string conf) => new(new TcmallocHeap(machine, TcmallocConf.Parse(conf)));

    private static TuningRange Tuning(string name) => name switch
    {
        "TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES" => new(TuningEffect.Memory | TuningEffect.Time, "524288", "1048576", "4194304", "8388608", "16777216", "33554432", "67108864", "268435456"),
        "TCMALLOC_TRANSFER_NUM_OBJ" => new(TuningEffect.Memory | TuningEffect.Time, "4", "8", "16", "32", "64", "256"),
        "TCMALLOC_RELEASE_RATE" => new(TuningEffect.Memory | TuningEffect.System, "0", "0.5", "1", "2", "5", "10"),
        "TCMALLOC_AGGRESSIVE_DECOMMIT" => new(TuningEffect.Memory | TuningEffect.System, "false", "true") { IsOrdered = false },
        "TCMALLOC_DISABLE_MEMORY_RELEASE" => new(TuningEffect.Memory | TuningEffect.System, "false", "true") { IsOrdered = false },
        "TCMALLOC_SKIP_SBRK" or "TCMALLOC_SKIP_MMAP" => new(TuningEffect.Memory | TuningEffect.System, "false", "true") { IsOrdered = false },
        _ => TuningRange.Neither,
    };
}
