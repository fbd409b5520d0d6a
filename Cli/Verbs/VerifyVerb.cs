using System.CommandLine;
using System.Globalization;
using AllocSim.Cli.Contended;
using AllocSim.Cli.Differential.Campaigns;
using AllocSim.Cli.Differential.Library;
using AllocSim.Cli.Harness;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Verification;
using AllocSim.Cli.Verification.Memory;
using AllocSim.Cli.Verbs.Syntax;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim verify</c>: a policy beside its real library, decision by decision; with <c>--contended</c>, simulated time beside real time; with <c>--memory</c>, a program's resident memory beside that of its replay.</summary>
public sealed class VerifyVerb : Verb
{
    private const int CpuMax = 1024;
    private const int OperationsMin = 10;

    private readonly PolicyRegistry _policies;
    private readonly Argument<string[]> _traces = new("TRACE") { Description = "Traces to run. With --contended the default is the built-in workloads. With --memory: the program to run and its arguments, after --.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _confs = new("--conf") { Description = "Options of the allocator. Repeat for more sets; with --contended the first set is the baseline of throughput.", HelpName = "CONF", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _policy;
    private readonly Option<string?> _library;
    private readonly Option<string?> _cpus;
    private readonly Option<string?> _resident;
    private readonly Option<string?> _at;
    private readonly Option<string?> _touch;
    private readonly ControlSyntax _controls;
    private readonly Option<bool> _hugePages;
    private readonly Option<string?> _timeLimit;
    private readonly Option<string?> _memoryLimit;
    private readonly Option<string?> _random;
    private readonly Option<string?> _operations;
    private readonly Option<string?> _jobs;
    private readonly Option<string?> _out;
    private readonly Option<bool> _contended;
    private readonly Option<bool> _memory;
    private readonly Option<bool> _alone;
    private readonly Option<string?> _runs;
    private readonly Option<string?> _costs;

    /// <summary>Makes the verb.</summary>
    public VerifyVerb(PolicyRegistry policies)
        : base("verify", "Run traces through the real library and through its policy, and compare every address, system call and statistic. A difference is explained, and makes the exit code 2.")
    {
        _policies = policies;
        Command.Add(_traces);
        Command.Add(_confs);
        _policy = Value("--policy", $"The allocator ({policies.DefaultName}), one of {policies.WithLibrary}.", "NAME");
        _library = Value("--lib", "The real library, if it is not the one that the policy names.", "FILE");
        _cpus = Value("--cpus", "CPUs that both see (2). With --contended: CPUs to use and to simulate (all that this process may use).", "N");
        _resident = Value("--resident", "Also compare the pages that the kernel holds after these operations: indices, or last.", "INDEX[,INDEX…]");
        _at = Value("--at", "Also compare the allocator's records after these operations, not only at the end; for a library with symbols.", "INDEX[,INDEX…]");
        _touch = Value("--touch", "For --resident: which pages of a new object the program writes to, size (all that it asked for) or first (size).", "MODE");
        _hugePages = Flag("--huge-pages", "For --resident: the kernel makes huge pages where the library asks for them, and what is in them is compared, too.");
        _controls = new ControlSyntax(policies);
        Command.Add(_controls.Option);
        _timeLimit = Value("--time-limit", "Seconds that the library may take for 4,096 operations (60).", "N");
        _memoryLimit = Value("--memory-limit", "Memory that the process of the library may hold at a time (4GiB, and all processes together half of this machine's).", "SIZE");
        _random = Value("--random", "Run random traces with random options instead of recorded traces, one case per seed; for one policy, or for every policy whose library is installed.", "SEED[..SEED]");
        _operations = Value("--operations", "With --random: most operations in a case (2000).", "N");
        _jobs = Value("--jobs", "With --random: cases to run at the same time (the CPUs that this process may use).", "N");
        _out = Value("--out", "Directory for the shortest trace that still differs. With --contended: for verify.csv and verify.md. With --memory: for the table, charts and recordings.", "DIR");
        _contended = Flag("--contended", "Run the threads at the same time, and compare that with simulated time.");
        _memory = Flag("--memory", "Run a program under the real library, measure the resident memory of its heap, and compare that with a replay of its calls: verify --memory -- PROGRAM ARGUMENTS.");
        _alone = Flag("--alone", "With --contended: run the library at real-time priority, ahead of everything else on this machine. For a shared machine; needs root.");
        _runs = Value("--runs", "With --contended: real runs of each trace, of which the median counts (5).", "N");
        _costs = Value("--costs", "With --contended: what things cost in the simulation: default, machine (measured by calibrate) or a cost file (YAML); docs/costs.md.", "COSTS");
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        Policy? policy = _policies.Find(arguments.Text(_policy) ?? _policies.DefaultName, arguments);
        IReadOnlyList<string> words = arguments.Texts(_traces);
        bool isMemory = arguments.Has(_memory);
        IReadOnlyList<string> paths = isMemory ? words : [.. words.Select(path => arguments.ExistingFile(path, "the trace"))];
        IReadOnlyList<string> confs = arguments.Texts(_confs);
        arguments.AddErrors(policy is null ? [] : confs.SelectMany(conf => _policies.Check(policy, conf, asLibrary: false).Errors).Select(error => "--conf: " + error));
        return isMemory ? RunMemory(arguments, terminal, policy, paths, confs)
            : arguments.Has(_contended) ? RunContended(arguments, terminal, policy, paths, confs)
            : arguments.IsGiven(_random) ? RunRandom(arguments, terminal, arguments.IsGiven(_policy) ? policy : null, paths)
            : RunTraces(arguments, terminal, policy, paths, confs);
    }

    private int RunContended(Arguments arguments, Terminal terminal, Policy? policy, IReadOnlyList<string> paths, IReadOnlyList<string> confs)
    {
        RefuseGiven(arguments, "does not go with --contended", _controls.Option, _resident, _at, _touch, _hugePages, _timeLimit, _memoryLimit, _random, _operations, _jobs);
        Policy known = policy ?? _policies.Default;
        ContendedVerification verification = new(
            known, LibraryArgument.Read(arguments, _library, known), paths, confs.Count > 0 ? confs : known.VerifiedSets, (int)arguments.Integer(_cpus, 1, RealMachine.CpuCount, RealMachine.CpuCount),
            (int)arguments.Integer(_runs, 1, 1000, 5), arguments.Has(_alone), CostFile.Read(arguments, arguments.Text(_costs), _policies).Table, arguments.Text(_out));
        arguments.ThrowIfWrong();
        return verification.Run(terminal);
    }

    private int RunMemory(Arguments arguments, Terminal terminal, Policy? policy, IReadOnlyList<string> program, IReadOnlyList<string> confs)
    {
        RefuseGiven(arguments, "does not go with --memory", _contended, _controls.Option, _cpus, _resident, _at, _touch, _hugePages, _timeLimit, _memoryLimit, _random, _operations, _jobs, _alone, _runs, _costs);
        if (program.Count == 0)
        {
            arguments.AddError("what to run is missing; allocsim verify --memory -- PROGRAM ARGUMENTS");
        }

        if (policy?.Library is { HasOwnMappings: false })
        {
            arguments.AddError($"the memory of {policy!.Name} cannot be told apart from the rest of the process");
        }

        LibraryFile? library = policy is null ? null : FindLibrary(arguments, terminal, policy);
        arguments.ThrowIfWrong();
        return new MemoryVerification(policy!, library!, confs.Count > 0 ? confs : [""], [.. program], arguments.Text(_out)).Run(terminal);
    }

    /// <summary>The library that was named, or the policy's own.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    private LibraryFile FindLibrary(Arguments arguments, Terminal terminal, Policy policy)
    {
        string? file = arguments.Text(_library) is { } given ? Path.GetFullPath(arguments.ExistingFile(given, "the library")) : null;
        arguments.ThrowIfWrong();
        LibraryFile library = LibraryFinder.Find(policy, file, out string missing) ?? throw new UsageException([missing]);
        if (policy.Library is { Version: var version } && library.Version != version)
        {
            terminal.Say($"{library.Path} is version {(library.Version.Length == 0 ? "unknown" : library.Version)}, and {policy.Name} models {version}: the result shows how far the two agree");
        }

        return library;
    }

    private int RunTraces(Arguments arguments, Terminal terminal, Policy? policy, IReadOnlyList<string> paths, IReadOnlyList<string> confs)
    {
        RefuseGiven(arguments, "goes with --contended alone", _alone, _runs, _costs);
        RefuseGiven(arguments, "needs --random", _operations, _jobs);
        if (paths.Count == 0)
        {
            arguments.AddError("say what to verify: traces, --random SEEDS, or --contended");
        }

        int cpus = (int)arguments.Integer(_cpus, 1, CpuMax, 2);
        ProcessLimits limits = ReadLimits(arguments, 1);
        TouchMode touch = arguments.Choice(_touch, TouchMode.Size, ("size", TouchMode.Size), ("first", TouchMode.First));
        IReadOnlyList<long> looks = ReadLooks(arguments, _resident, out bool looksAtEnd);
        IReadOnlyList<long> recordLooks = ReadLooks(arguments, _at, out _);
        TraceReadOptions reading = new() { FirstControls = _controls.Read(arguments) };
        if (!arguments.IsGiven(_resident))
        {
            RefuseGiven(arguments, "needs --resident", _touch, _hugePages);
        }

        LibraryFile library = FindLibrary(arguments, terminal, policy!);
        arguments.ThrowIfWrong();
        RecordSource? records = FindRecords(policy!, library, terminal, arguments.IsGiven(_at));
        ComparisonSettings settings = new(policy!, library, "", cpus) { Looks = looks, LooksAtEnd = looksAtEnd, Records = records, RecordLooks = recordLooks, Touch = touch, MakesHugePages = arguments.Has(_hugePages), Limits = limits };
        return new TraceVerification(settings, reading, paths, confs.Count > 0 ? confs : [""], arguments.Text(_out)).Run(terminal);
    }

    private int RunRandom(Arguments arguments, Terminal terminal, Policy? policy, IReadOnlyList<string> paths)
    {
        RefuseGiven(arguments, "goes with --contended alone", _alone, _runs, _costs);
        RefuseGiven(arguments, "does not go with --random, which draws it", _confs, _controls.Option, _cpus, _resident, _at, _touch, _hugePages);
        if (paths.Count > 0)
        {
            arguments.AddError("traces and --random do not go together");
        }

        if (arguments.IsGiven(_library) && policy is null)
        {
            arguments.AddError("--lib with --random needs --policy");
        }

        if (policy is not null && policy.DrawCase(0, OperationsMin) is null)
        {
            arguments.AddError($"--random: {policy.Name} draws no random cases");
        }

        SeedRange seeds = SeedRange.Read(arguments, _random);
        int operations = (int)arguments.Integer(_operations, OperationsMin, 10_000_000, 2_000);
        int jobs = (int)arguments.Integer(_jobs, 1, CpuMax, RealMachine.CpuCount);
        ProcessLimits limits = ReadLimits(arguments, jobs);
        string? file = arguments.Text(_library) is { } given ? Path.GetFullPath(arguments.ExistingFile(given, "the library")) : null;
        arguments.ThrowIfWrong();
        List<(Policy, LibraryFile, RecordSource?)> pairs = [];
        foreach (Policy each in policy is null ? _policies.All.Where(each => each.DrawCase(0, OperationsMin) is not null) : [policy])
        {
            if (LibraryFinder.Find(each, file, out string missing) is { } library)
            {
                pairs.Add((each, library, FindRecords(each, library, terminal, false)));
            }
            else if (policy is not null)
            {
                throw new UsageException([missing]);
            }
            else
            {
                terminal.Say($"without {each.Name}: {missing}");
            }
        }

        return pairs.Count > 0 ? new RandomCampaign(pairs, seeds, operations, limits).Run(jobs, arguments.Text(_out), terminal) : throw new UsageException(["no library of any policy is installed"]);
    }

    private static RecordSource? FindRecords(Policy policy, LibraryFile library, Terminal terminal, bool areAskedFor)
    {
        RecordSource? records = RecordSource.Find(policy, library, out string missing);
        if (missing.Length > 0)
        {
            terminal.Say(missing);
        }
        else if (records is null && areAskedFor)
        {
            throw new UsageException([$"--at: the records of {policy.Name} are not known"]);
        }

        return records;
    }

    private static void RefuseGiven(Arguments arguments, string why, params Option[] options)
        => arguments.AddErrors(options.Where(arguments.IsGiven).Select(option => $"{option.Name} {why}"));

    private ProcessLimits ReadLimits(Arguments arguments, int jobs)
        => new((int)arguments.Integer(_timeLimit, 1, 86_400, ProcessLimits.UsualSeconds), arguments.Size(_memoryLimit, ProcessLimits.UsualMemory(jobs)));

    private static long[] ReadLooks(Arguments arguments, Option<string?> option, out bool atEnd)
    {
        atEnd = false;
        List<long> looks = [];
        foreach (string text in (arguments.Text(option) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (text == "last")
            {
                atEnd = true;
            }
            else if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long index))
            {
                looks.Add(index);
            }
            else
            {
                arguments.AddError($"{option.Name} {text}: expected the number of an operation, or last");
            }
        }

        return [.. looks.Distinct().Order()];
    }
}
