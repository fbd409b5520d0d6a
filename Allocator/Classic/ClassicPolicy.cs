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
    public override PolicyTraits Traits { get; } = new() { Measures = HeapMeasures.All, OwnerWord = "arena" };

    /// <inheritdoc/>
    public override OptionGrammar Grammar { get; } = OptionGrammar.Pairs with { Carrier = "MALLOC_CONF" };

    /// <inheritdoc/>
    public override IReadOnlyList<PolicyOption> Options { get; } =
        [.. ConfOptions.All.Select(o => new PolicyOption(o.Name, o.Expected, o.Name == "narenas" ? "four a CPU, or one on a single CPU" : o.Text(new ClassicOptions()), o.Help) { Tuning = Tuning(o.Name) })];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionChange> WhatIfs(IReadOnlyCollection<string> locks, int threads) =>
    [
        new("an arena a thread", FormattableString.Invariant($"narenas:{Math.Max(threads, 1)}")),
        new("caches of larger objects", "lg_tcache_max:18"),
        new("nothing given back", "lg_dirty_mult:-1"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionChange> Presets { get; } = [new("one arena", "narenas:1"), new("few dirty pages", "lg_dirty_mult:8"), new("no caches", "tcache:false"), new("least memory", "narenas:1,tcache:false,lg_dirty_mult:8")];

    /// <inheritdoc/>
    public override IReadOnlyList<OwnGauge> Gauges => ClassicGauges.All;

    /// <inheritdoc/>
    public override IReadOnlyList<OwnFigure> Figures => ClassicGauges.Figures;

    /// <inheritdoc/>
    public override IReadOnlyList<ViewDeclaration> Views => ClassicViews.All;

    /// <inheritdoc/>
    public override RandomCase DrawCase(ulong seed, int operations) => ClassicTrials.Draw(seed, operations);

    /// <inheritdoc/>
    public override RealLibrary Library { get; } = new("libjemalloc.so.1", "MALLOC_CONF") { Version = "2.1.3", Origin = "Debian has no package of 2.1.3 any more: build it from its release, and name it with --lib" };

    /// <inheritdoc/>
    public override IReadOnlyList<string> VerifiedSets { get; } = ["tcache:false", ""];

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => ClassicConf.Check(conf);

    /// <inheritdoc/>
    protected override ClassicAllocator Create(SimMachine machine, string conf)
        => new(new ClassicHeap(machine, ClassicConf.Settle(ClassicConf.Parse(conf, [], []), machine.Costs is not null)));

    private static TuningRange Tuning(string name) => name switch
    {
        "lg_dirty_mult" => new(TuningEffect.Memory | TuningEffect.System, "-1", "0", "2", "4", "5", "6", "8", "10", "12"),
        "lg_chunk" => new(TuningEffect.Memory | TuningEffect.System, "16", "18", "20", "21", "22", "23", "24"),
        "lg_qspace_max" => new(TuningEffect.Memory, "5", "6", "7"),
        "lg_cspace_max" => new(TuningEffect.Memory, "9", "10", "11"),
        "narenas" => new(TuningEffect.Memory | TuningEffect.Time, "1", "2", "4", "8", "16"),
        "tcache" => new(TuningEffect.Memory | TuningEffect.Time, "true", "false") { IsOrdered = false },
        "lg_tcache_max" => new(TuningEffect.Memory | TuningEffect.Time, "-1", "12", "13", "14", "15", "16", "18") { Needs = ("tcache", "true") },
        "lg_tcache_gc_sweep" => new(TuningEffect.Memory | TuningEffect.Time, "-1", "8", "10", "12", "13", "14", "16") { Needs = ("tcache", "true") },
        _ => TuningRange.Neither,
    };
}
