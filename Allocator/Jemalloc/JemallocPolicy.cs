using AllocSim.Allocator.Jemalloc.Contended;
using AllocSim.Allocator.Jemalloc.Diagnosis;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Inspection.Library;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Stats.Printing;
using AllocSim.Allocator.Jemalloc.Tables;
using AllocSim.Allocator.Jemalloc.Trials;
using AllocSim.Allocator.Jemalloc.Versions;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc;

/// <summary>jemalloc, with the size classes that it is built with.</summary>
public sealed class JemallocPolicy : AllocatorPolicy<JemallocAllocator>
{
    // Of the build that a real library is: 4 KiB pages and their size classes.
    private const int PageLg = 12;
    private const int ClassCount = 232;

    private readonly JemallocVersion _version;
    private readonly SizeClassChoice _sizes;
    private readonly string _sizesText;
    private IReadOnlyList<PolicyOption>? _options;
    private UsualClasses? _usual;

    /// <summary>Makes the policy as built by default.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="help">What it is, in one line.</param>
    /// <param name="version">The release.</param>
    public JemallocPolicy(string name, string help, JemallocVersion version)
        : this(name, help, version, SizeClassChoice.Default, "")
    {
    }

    private JemallocPolicy(string name, string help, JemallocVersion version, SizeClassChoice sizes, string sizesText)
        : base(name, help)
    {
        _version = version;
        _sizes = sizes;
        _sizesText = sizesText;
    }

    /// <inheritdoc/>
    public override PolicyTraits Traits { get; } = new() { Measures = HeapMeasures.All, TotalsChangeUnderLocksOnly = true, AddsStretches = true, OwnerWord = "arena" };

    /// <inheritdoc/>
    public override IReadOnlyList<TableDeclaration> Tables => JemallocTables.All;

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, ulong>> ControlWords(string name)
        => name.StartsWith("arena.", StringComparison.Ordinal) && name.EndsWith(".extent_hooks", StringComparison.Ordinal) ? HookSet.Words : [];

    /// <inheritdoc/>
    public override IReadOnlyList<OwnGauge> Gauges => JemallocTables.Gauges;

    /// <inheritdoc/>
    public override IReadOnlyList<OwnFigure> Figures => JemallocTables.Figures;

    /// <inheritdoc/>
    public override IReadOnlyList<OwnChart> Charts(RunData run) => JemallocTables.Charts(run);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Remarks(RunData run, string name) => DecayRemark.Of(run, name) is { } remark ? [remark] : [];

    /// <inheritdoc/>
    public override string ShortLockName(string name) => JemallocLocks.Short(name);

    /// <inheritdoc/>
    public override bool IsComparedLock(string name) => JemallocLocks.IsOfArena(name);

    /// <inheritdoc/>
    public override IReadOnlyList<OptionChange> WhatIfs(IReadOnlyCollection<string> locks, int threads) => JemallocLocks.WhatIfs(locks, threads);

    /// <inheritdoc/>
    public override IReadOnlyList<OptionChange> DemoSets { get; } = [new("default", ""), new("purge-at-once", "dirty_decay_ms:0,muzzy_decay_ms:0"), new("one-arena-no-cache", "narenas:1,tcache:false")];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionChange> Presets => [.. TuningRanges.Presets.Where(preset => Check(preset.Conf) is { Errors.Count: 0, Warnings.Count: 0 })];

    /// <inheritdoc/>
    public override OptionGrammar Grammar { get; } = OptionGrammar.Pairs with { Carrier = "MALLOC_CONF" };

    /// <inheritdoc/>
    public override IReadOnlyList<PolicyOption> Options => _options ??= JemallocConf.Declared(_version);

    /// <inheritdoc/>
    public override StatisticsOptions StatisticsOptions { get; } = new(StatsPrinter.Letters, "J JSON; g general, m merged, d destroyed, a arenas, b bins, l large, x mutexes, e extents, h huge pages left out", "J", 'J');

    /// <inheritdoc/>
    public override RandomCase DrawCase(ulong seed, int operations) => JemallocTrials.DrawAny(seed, operations, _version);

    /// <inheritdoc/>
    public override RealLibrary Library => new("libjemalloc.so.2", "MALLOC_CONF")
    {
        Version = _version.Name,
        Origin = _version.Origin,
        CountsLocks = true,
    };

    /// <inheritdoc/>
    public override ILibraryRecords? LibraryRecords => _version.InMemory is { } layout ? new LibraryRecords(layout, _version.BitsOf(PageLg, ClassCount)) : null;

    /// <inheritdoc/>
    public override IDumpReader DumpReader => JemallocDumpReader.Instance;

    /// <inheritdoc/>
    public override IReadOnlyList<string> VerifiedSets { get; } = ["narenas:1,tcache:false", "narenas:1", "tcache:false", ""];

    /// <inheritdoc/>
    public override IReadOnlyList<CostStep> CostSteps => JemallocCost.Steps;

    /// <inheritdoc/>
    public override IReadOnlyList<MicroTraceDeclaration> MicroTraces => JemallocMicroTraces.All;

    /// <inheritdoc/>
    public override string SizeClasses => _sizesText;

    /// <inheritdoc/>
    public override bool NeedsFit => _sizes.FitCount > 0;

    /// <inheritdoc/>
    public override IReadOnlyList<ViewDeclaration> Views => Inspection.JemallocViews.All;

    /// <inheritdoc/>
    public override TableData? MapGeometry => Inspection.GeometryTable.Of(_version.BitsOf);

    /// <inheritdoc/>
    public override void WriteMapGeometry(TextWriter output) => Inspection.GeometryTable.Write(output, _version.BitsOf);

    /// <inheritdoc/>
    public override bool Profiles(string conf) => MallocConf.Parse(conf, _version).Options is { Prof: true } or { ProfLeak: true } or { ProfLeakError: true };

    /// <inheritdoc/>
    public override Policy WithSizeClasses(string text, int pageSize, ICollection<string> errors, Func<int, string>? placeOf = null)
    {
        if (text.Length == 0 && ReferenceEquals(_sizes, SizeClassChoice.Default))
        {
            return this;
        }

        SizeClassChoice choice = SizeClassText.Parse(text, pageSize, errors, placeOf);
        return new JemallocPolicy(Name, Help, _version, choice, text == "default" ? "" : text);
    }

    /// <inheritdoc/>
    public override Policy FitTo(IReadOnlyList<KeyValuePair<ulong, long>> sizes, int pageSize)
        => NeedsFit ? new JemallocPolicy(Name, Help, _version, SizeClassFit.Apply(_sizes, sizes, pageSize), _sizesText) : this;

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => JemallocConf.Check(conf, _version, _sizes);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Unsuited(string conf, MachineOptions machine, out bool areReasons)
    {
        JemallocOptions options = MallocConf.Parse(conf, _version).Options;
        areReasons = false;
        if (options.PercpuArena == PercpuArenaMode.Disabled || machine.CpuSet is not { Count: > 0 } set || set.Count == machine.CpuCount)
        {
            return [];
        }

        if (options.ForCpusOf(machine).PercpuArena == PercpuArenaMode.Disabled)
        {
            return [$"percpu_arena: the library switches it off where the process may use {set.Count} of {machine.CpuCount} CPUs, unless narenas is given; narenas:{set[^1] + 1} has an arena for each CPU up to {set[^1]}"];
        }

        areReasons = true;
        int last = options.PercpuArena == PercpuArenaMode.Percpu || set[^1] < set.Count / 2 ? set[^1] : set[^1] - (set.Count / 2);
        uint arenas = options.CompleteFor(set.Count, UsualSizes(machine.PageSize, options)).Narenas;
        return last < arenas ? [] : [$"percpu_arena: CPU {set[^1]} would have arena {last}, and there are {arenas}; narenas:{last + 1} makes as many as are needed"];
    }

    /// <inheritdoc/>
    protected override JemallocAllocator Create(SimMachine machine, string conf)
    {
        JemallocOptions options = MallocConf.Parse(conf, _version).Options with { SizeClasses = _sizes };
        return new JemallocAllocator(new JemallocHeap(machine, options, options.SlabSizes.Count + options.BinShards.Count > 0 ? null : UsualSizes(machine.PageSize, options)));
    }

    // Those that no option changes are made once for all runs of the policy, such as the points of a sweep: they never change.
    private SizeClasses UsualSizes(int pageSize, JemallocOptions options)
    {
        UsualClasses? usual = _usual;
        if (usual is null || usual.PageSize != pageSize || usual.CacheOblivious != options.CacheOblivious || usual.DisableLargeSizeClasses != options.DisableLargeSizeClasses)
        {
            usual = new UsualClasses(pageSize, options.CacheOblivious, options.DisableLargeSizeClasses, options.BuildSizeClasses(pageSize));
            _usual = usual;
        }

        return usual.Classes;
    }

    private sealed record UsualClasses(int PageSize, bool CacheOblivious, bool DisableLargeSizeClasses, SizeClasses Classes);
}
