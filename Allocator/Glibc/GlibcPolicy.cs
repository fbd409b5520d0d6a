using AllocSim.Allocator.Glibc.Contended;
using AllocSim.Allocator.Glibc.Diagnosis;
using AllocSim.Allocator.Glibc.Inspection;
using AllocSim.Allocator.Glibc.Options;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Glibc;

/// <summary>The malloc of glibc 2.36, as Debian 12 has it.</summary>
public sealed class GlibcPolicy() : AllocatorPolicy<GlibcAllocator>("glibc", "glibc 2.36's malloc (Debian 12)")
{
    /// <inheritdoc/>
    public override PolicyTraits Traits { get; } = new() { SmallestAlignment = 16, Measures = HeapMeasures.All & ~HeapMeasures.Resident, OwnerWord = "arena" };

    /// <inheritdoc/>
    public override IReadOnlyList<OwnGauge> Gauges { get; } =
    [
        new("free_pages", "pages", ColumnKind.Gauge, "mapped bytes that are neither objects nor records, in pages"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<OwnFigure> Figures { get; } = [new("peak_free_pages", OwnFigureKind.Peak, "free_pages")];

    /// <inheritdoc/>
    public override RandomCase DrawCase(ulong seed, int operations) => GlibcTrials.Draw(seed, operations);

    /// <inheritdoc/>
    public override RealLibrary Library { get; } = new("libc.so.6", "GLIBC_TUNABLES") { HasOwnMappings = false, Version = "2.36", Origin = "it is the C library of Debian 12, and only the one that this system runs on can be run" };

    /// <inheritdoc/>
    public override IReadOnlyList<string> VerifiedSets { get; } = ["glibc.malloc.arena_max=1:glibc.malloc.tcache_count=0", "glibc.malloc.arena_max=1", "glibc.malloc.tcache_count=0", ""];

    /// <inheritdoc/>
    public override IReadOnlyList<CostStep> CostSteps => GlibcCost.Steps;

    /// <inheritdoc/>
    public override IReadOnlyList<MicroTraceDeclaration> MicroTraces => GlibcMicroTraces.All;

    /// <inheritdoc/>
    public override IDumpReader DumpReader => MallocInfoReader.Instance;

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => TunableString.Parse(conf).ToCheck();

    /// <inheritdoc/>
    protected override GlibcAllocator Create(SimMachine machine, string conf) => new(new GlibcHeap(machine, TunableString.Parse(conf).Options));

    /// <inheritdoc/>
    public override IReadOnlyList<ViewDeclaration> Views => GlibcViews.All;

    /// <inheritdoc/>
    public override OptionGrammar Grammar { get; } = new("GLIBC_TUNABLES", "=", ":");

    /// <inheritdoc/>
    public override IReadOnlyList<PolicyOption> Options { get; } = [.. Tunable.All.Select(tunable => new PolicyOption(tunable.Name, tunable.Range, tunable.Default, tunable.Help) { Tuning = Tuning(tunable.Name) })];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionChange> WhatIfs(IReadOnlyCollection<string> locks, int threads) =>
    [
        new("caches of four times as many objects", "glibc.malloc.tcache_count=28"),
        new("an arena a thread", FormattableString.Invariant($"glibc.malloc.arena_max={Math.Max(threads, 1)}")),
        new("large objects from the heap, which is not trimmed", "glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=1073741824"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionChange> Presets { get; } =
    [
        new("two arenas", "glibc.malloc.arena_max=2"),
        new("one arena", "glibc.malloc.arena_max=1"),
        new("trim early", "glibc.malloc.trim_threshold=65536:glibc.malloc.mmap_threshold=65536"),
        new("no caches", "glibc.malloc.tcache_count=0"),
        new("never trim", "glibc.malloc.trim_threshold=1073741824:glibc.malloc.mmap_max=0:glibc.malloc.top_pad=16777216"),
    ];

    private static TuningRange Tuning(string name) => name switch
    {
        "glibc.malloc.top_pad" => new(TuningEffect.Memory | TuningEffect.System, "0", "4096", "16384", "65536", "131072", "524288", "1048576", "16777216"),
        "glibc.malloc.mmap_threshold" => new(TuningEffect.Memory | TuningEffect.System, "16384", "32768", "65536", "131072", "262144", "1048576", "4194304", "33554432"),
        "glibc.malloc.trim_threshold" => new(TuningEffect.Memory | TuningEffect.System, "0", "16384", "65536", "131072", "524288", "2097152", "16777216", "1073741824"),
        "glibc.malloc.mmap_max" => new(TuningEffect.Memory | TuningEffect.System, "0", "64", "1024", "65536"),
        "glibc.malloc.arena_max" => new(TuningEffect.Memory | TuningEffect.Time, "1", "2", "4", "8", "16"),
        "glibc.malloc.tcache_max" => new(TuningEffect.Memory | TuningEffect.Time, "0", "64", "128", "256", "512", "1032"),
        "glibc.malloc.tcache_count" => new(TuningEffect.Memory | TuningEffect.Time, "0", "1", "3", "7", "16", "64", "256"),
        "glibc.malloc.tcache_unsorted_limit" => new(TuningEffect.Memory | TuningEffect.Time, "0", "1", "8", "64"),
        "glibc.malloc.mxfast" => new(TuningEffect.Memory | TuningEffect.Time, "0", "32", "64", "128", "160"),
        "glibc.malloc.hugetlb" => new(TuningEffect.Memory | TuningEffect.System | TuningEffect.Time, "0", "1") { IsOrdered = false },
        _ => TuningRange.Neither,
    };
}
