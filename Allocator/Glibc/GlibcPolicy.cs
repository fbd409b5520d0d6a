using AllocSim.Allocator.Glibc.Options;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Glibc;

/// <summary>The malloc of glibc 2.36, as Debian 12 has it.</summary>
public sealed class GlibcPolicy() : AllocatorPolicy<GlibcAllocator>("glibc", "glibc 2.36's malloc (Debian 12)")
{
    /// <inheritdoc/>
    public override PolicyTraits Traits { get; } = new() { SmallestAlignment = 16, Measures = HeapMeasures.All & ~HeapMeasures.Resident };

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
    public override RealLibrary Library { get; } = new("libc.so.6", "GLIBC_TUNABLES") { Version = "2.36", Origin = "it is the C library of Debian 12, and only the one that this system runs on can be run" };

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => TunableString.Parse(conf).ToCheck();

    /// <inheritdoc/>
    protected override GlibcAllocator Create(SimMachine machine, string conf) => new(new GlibcHeap(machine, TunableString.Parse(conf).Options));

    /// <inheritdoc/>
    public override OptionGrammar Grammar { get; } = new("GLIBC_TUNABLES", "=", ":");

    /// <inheritdoc/>
    public override IReadOnlyList<PolicyOption> Options { get; } = [.. Tunable.All.Select(tunable => new PolicyOption(tunable.Name, tunable.Range, tunable.Default, tunable.Help))];
}
