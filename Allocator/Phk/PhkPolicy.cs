using AllocSim.Allocator.Phk.Inspection;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Phk;

/// <summary>phkmalloc: FreeBSD's malloc from 1995 to 2005, in revision 1.89 with the parameters of a 64-bit machine.</summary>
public sealed class PhkPolicy : AllocatorPolicy<PhkAllocator>
{
    /// <summary>Makes the policy.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="help">What it is, in one line.</param>
    public PhkPolicy(string name, string help)
        : base(name, help)
    {
    }

    /// <inheritdoc/>
    public override PolicyTraits Traits { get; } = new() { Measures = HeapMeasures.All & ~(HeapMeasures.Retained | HeapMeasures.Resident) };

    /// <inheritdoc/>
    public override IReadOnlyList<OwnGauge> Gauges { get; } =
    [
        new("free_pages", "pages", ColumnKind.Gauge, "pages of the heap in no object"),
        new("hinted_pages", "pages", ColumnKind.Counter, "pages that the kernel was told of so far, with the option H"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<OwnFigure> Figures { get; } = [new("hinted_pages", OwnFigureKind.End, "hinted_pages") { IsGivenBackPages = true }, new("peak_free_pages", OwnFigureKind.Peak, "free_pages")];

    /// <inheritdoc/>
    public override IReadOnlyList<ViewDeclaration> Views => PhkViews.All;

    /// <inheritdoc/>
    /// <remarks>Letters, one after the other: each name is a letter, and its value the letters that come with it.</remarks>
    public override OptionGrammar Grammar { get; } = new("MALLOC_OPTIONS", "", "");

    /// <inheritdoc/>
    public override IReadOnlyList<PolicyOption> Options { get; } =
    [
        new(">", "letters > and <", "", "each > doubles the cache of free pages, each < halves it") { Tuning = new(TuningEffect.Memory | TuningEffect.System, "<<<<<", "<<<", "<", ">", ">>>", ">>>>>") },
        new("H", "H or h", "", "the kernel is told of free pages") { Tuning = new(TuningEffect.Memory | TuningEffect.System, "h", "H") { IsOrdered = false } },
    ];

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => PhkConf.Check(conf);

    /// <inheritdoc/>
    protected override PhkAllocator Create(SimMachine machine, string conf) => new(new PhkHeap(machine, PhkConf.Parse(conf, [])));
}
