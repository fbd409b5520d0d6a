using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Machine;

namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>An allocator that can be named on the command line.</summary>
public abstract class Policy
{
    /// <summary>Makes a policy.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="help">What it is, in one line.</param>
    protected Policy(string name, string help)
    {
        Name = name;
        Help = help;
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>What it is, in one line.</summary>
    public string Help { get; }

    /// <summary>What holds for each of its allocators.</summary>
    public virtual PolicyTraits Traits => PolicyTraits.Usual;

    /// <summary>Whether its allocators answer a question: <see cref="IExtendedCalls"/>, <see cref="IStatistics"/>, …</summary>
    /// <typeparam name="TQuestion">The interface.</typeparam>
    public abstract bool Answers<TQuestion>();

    /// <summary>Its own tables; an allocator with some implements <see cref="ITables"/>.</summary>
    public virtual IReadOnlyList<TableDeclaration> Tables => [];

    /// <summary>Its own gauges, at most <see cref="OwnValues.Length"/>, in the order of <see cref="HeapTotals.Own"/>.</summary>
    public virtual IReadOnlyList<OwnGauge> Gauges => [];

    /// <summary>What summary.csv says of its gauges.</summary>
    public virtual IReadOnlyList<OwnFigure> Figures => [];

    /// <summary>The pictures of its own tables that there are rows for.</summary>
    public virtual IReadOnlyList<OwnChart> Charts(RunData run) => [];

    /// <summary>What its own tables come to in words, a sentence or two each.</summary>
    /// <param name="run">The run.</param>
    /// <param name="name">What the run is called.</param>
    public virtual IReadOnlyList<string> Remarks(RunData run, string name) => [];

    /// <summary>What people call a lock; the name of <see cref="Locks.NamedMutexes"/> where that is good enough.</summary>
    /// <param name="name">Its name in tables.</param>
    public virtual string ShortLockName(string name) => name;

    /// <summary>Whether the real library counts the acquisitions of a lock, so that a run of it can be compared.</summary>
    /// <param name="name">Its name in tables.</param>
    public virtual bool IsComparedLock(string name) => true;

    /// <summary>Steps of its own that take time, at most <see cref="CostTable.OwnMax"/>, in the order of their kinds.</summary>
    public virtual IReadOnlyList<CostStep> CostSteps => [];

    /// <summary>Changes of options that may save waiting in a run in simulated time.</summary>
    /// <param name="locks">Names of the locks that were taken.</param>
    /// <param name="threads">Threads of the program.</param>
    public virtual IReadOnlyList<OptionChange> WhatIfs(IReadOnlyCollection<string> locks, int threads) => [];

    /// <summary>Option sets that show what the allocator can do, the defaults first; the names are folders.</summary>
    public virtual IReadOnlyList<OptionChange> DemoSets => [new("default", "")];

    /// <summary>Option sets that people are told to use, of values that its options' <see cref="TuningRange"/>s hold; a search tries them after the defaults.</summary>
    public virtual IReadOnlyList<OptionChange> Presets => [];

    /// <summary>What its call for statistics takes; null where it takes nothing and prints text.</summary>
    public virtual StatisticsOptions? StatisticsOptions => null;

    /// <summary>Who reads the statistics that the real library prints; null for nobody.</summary>
    public virtual IDumpReader? DumpReader => null;

    /// <summary>The real library; null where there is none to be held against.</summary>
    public virtual RealLibrary? Library => null;

    /// <summary>Who reads the real library's records out of its memory; null for nobody.</summary>
    public virtual ILibraryRecords? LibraryRecords => null;

    /// <summary>Draws an experiment that is held against the real library: options, CPUs and a trace of what a program may ask of this allocator.</summary>
    /// <param name="seed">The seed; the same one gives the same case.</param>
    /// <param name="operations">Most operations; at least 10.</param>
    /// <returns>Null where the policy draws none.</returns>
    public virtual RandomCase? DrawCase(ulong seed, int operations) => null;

    /// <summary>Option sets that are compared with the real library in simulated time; throughputs are compared with the first one's.</summary>
    public virtual IReadOnlyList<string> VerifiedSets => [""];

    /// <summary>Short traces whose times with the real library give the cost table.</summary>
    public virtual IReadOnlyList<MicroTraceDeclaration> MicroTraces => [];

    /// <summary>How its options are written.</summary>
    public virtual OptionGrammar Grammar => OptionGrammar.Pairs;

    /// <summary>Words that stand for values of a control, by the control's name; empty where there are none.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, ulong>> ControlWords(string name) => [];

    /// <summary>Its options, in the library's order; empty where it has none.</summary>
    public virtual IReadOnlyList<PolicyOption> Options => [];

    /// <summary>Its size classes, where they are not the usual ones; otherwise empty.</summary>
    public virtual string SizeClasses => "";

    /// <summary>Whether its size classes are still to be fitted to a trace, by <see cref="FitTo"/>, before it can be opened.</summary>
    public virtual bool NeedsFit => false;

    /// <summary>The same allocator built with other size classes.</summary>
    /// <param name="text">The choice, in the policy's own words.</param>
    /// <param name="pageSize">Bytes in a page of the machine.</param>
    /// <param name="errors">Takes what is wrong, a line each.</param>
    /// <param name="placeOf">Where the n-th class of a list stands; null where it has no place of its own.</param>
    public virtual Policy WithSizeClasses(string text, int pageSize, ICollection<string> errors, Func<int, string>? placeOf = null)
    {
        if (text is not ("" or "default"))
        {
            errors.Add($"the size classes of {Name} cannot be chosen");
        }

        return this;
    }

    /// <summary>The policy with its size classes fitted.</summary>
    /// <param name="sizes">Requested bytes and how often, ascending.</param>
    /// <param name="pageSize">Bytes in a page of the machine.</param>
    public virtual Policy FitTo(IReadOnlyList<KeyValuePair<ulong, long>> sizes, int pageSize) => this;

    /// <summary>Whether options that were checked switch heap profiling on.</summary>
    public virtual bool Profiles(string conf) => false;

    /// <summary>What a debugger would show of its records; an allocator with some implements <see cref="IViews"/>.</summary>
    public virtual IReadOnlyList<ViewDeclaration> Views => [];

    /// <summary>The constants of its page map, a row for each of a few usual machines; null where it declares none.</summary>
    public virtual TableData? MapGeometry => null;

    /// <summary>Writes the same for people. Writes nothing where there are none.</summary>
    public virtual void WriteMapGeometry(TextWriter output)
    {
    }

    /// <summary>Checks options, in the grammar of the real library, without running anything.</summary>
    public abstract OptionCheck Check(string conf);

    /// <summary>What the policy says of its options on a machine that does not suit them, beside <see cref="Check(string)"/>: reasons, a line each; none where they do.</summary>
    /// <param name="conf">The options.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="areReasons">Whether the library only warns and goes on (false), or cannot be run so (true).</param>
    public virtual IReadOnlyList<string> Unsuited(string conf, MachineOptions machine, out bool areReasons)
    {
        areReasons = false;
        return [];
    }

    /// <summary>The machine that the allocator runs on, where it cannot run on any: a 32-bit one changes where mappings may lie.</summary>
    /// <param name="machine">The machine that was asked for.</param>
    public virtual MachineOptions Adapt(MachineOptions machine) => machine;

    /// <summary>Makes an allocator on a machine and hands it on with its type.</summary>
    /// <param name="machine">A fresh machine.</param>
    /// <param name="conf">Options that <see cref="Check"/> found no error in.</param>
    /// <param name="user">Who takes it.</param>
    public abstract TResult Create<TResult>(SimMachine machine, string conf, IAllocatorUser<TResult> user);
}
