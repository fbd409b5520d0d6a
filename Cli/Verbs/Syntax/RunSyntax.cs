using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads;

namespace AllocSim.Cli.Verbs.Syntax;

/// <summary>The options that say what is replayed and on which machine; every verb that replays a trace has them.</summary>
public sealed class RunSyntax
{
    /// <summary>What help says of a choice of size classes.</summary>
    public const string SizeClassHelp = "Size classes instead of the allocator's own: lg_quantum:N, lg_ngroup:N, small_min:BYTES, small_max:BYTES, list:SIZE:PAGES|SIZE:PAGES…, fit:COUNT, with commas between them, or file:PATH with SIZE PAGES a line.";

    private const int CpuMax = 4096;

    private readonly PolicyRegistry _policies;
    private readonly ContendedSyntax _contended;
    private readonly bool _isScaled;
    private readonly Argument<string> _trace = new("TRACE") { Description = "The trace: text or binary, plain or compressed, or the description of a workload (.yaml)." };
    private readonly Option<string?> _policy;
    private readonly Option<string?> _conf = Value("--conf", "Options of the allocator, as its library takes them.", "CONF");
    private readonly Option<bool> _confAsLibrary = new("--conf-as-library") { Description = "A wrong option is not an error: it does what it does with the real library, which goes on without it.", Arity = ArgumentArity.Zero };
    private readonly Option<string?> _sizeClasses = Value("--size-classes", SizeClassHelp, "CHOICE");
    private readonly Option<string?> _cpus = Value("--cpus", "Number of CPUs of the machine (2).", "N");
    private readonly Option<string?> _cpuSet = Value("--cpu-set", "The CPUs that the process may use (all); its threads are spread over them in turn. Without --cpus the machine has just enough CPUs for them.", "N-N,N");
    private readonly Option<string?> _environment = Value("--environment", "The environment.txt of a run of the real library. It gives CPUs, address ranges, clock and thread blocks, and the options unless --conf is given.", "FILE");
    private readonly Option<string?> _timing = Value("--timing", "How time passes: serial (as recorded, nobody waits) or contended (simulated CPUs and locks).", "MODE");
    private readonly Option<string?> _touch = Value("--touch", "Which pages of a new object the program writes to: size (all that it asked for) or first (size).", "MODE");
    private readonly Option<string?> _pageSize = Value("--page-size", "Bytes in a page: 4KiB, 16KiB or 64KiB (4KiB).", "SIZE");
    private readonly Option<string?> _hugePages = Value("--thp", "The system's setting for transparent huge pages: madvise, always or never (madvise).", "MODE");
    private readonly Option<bool> _noHugePages = new("--no-huge-pages") { Description = "The kernel makes no huge pages, whatever is advised. What the system says (--thp) does not change.", Arity = ArgumentArity.Zero };
    private readonly Option<string?> _overcommit = Value("--overcommit", "The system's vm.overcommit_memory: 0, 1 or 2 (0).", "N");
    private readonly Option<string?> _failMmap = Value("--fail-mmap", "Make the N-th mmap call fail.", "N");
    private readonly Option<string?> _mappedLimit = Value("--limit-mapped", "Make mmap and sbrk fail beyond this many mapped bytes.", "SIZE");
    private readonly Option<string?> _residentLimit = Value("--limit-resident", "Make mmap and sbrk fail when resident bytes could exceed this.", "SIZE");
    private readonly Option<string?> _mappingLimit = Value("--limit-mappings", "Make mmap, munmap and mprotect fail when they would need more mappings than this, as vm.max_map_count does (65530 on most systems).", "N");
    private readonly ControlSyntax _controls;
    private readonly Option<bool> _lenient = new("--lenient") { Description = "Repair or skip whatever is wrong in the trace and count it, instead of stopping.", Arity = ArgumentArity.Zero };

    /// <summary>Makes the options and adds them to a verb.</summary>
    /// <param name="policies">The policies to choose from.</param>
    /// <param name="command">The verb's syntax.</param>
    /// <param name="isOne">One policy with one set of options; otherwise the verb has options of its own for those.</param>
    /// <param name="isScaled">A contended run on several numbers of CPUs, which the verb reads itself.</param>
    /// <param name="needsTrace">The trace must be named.</param>
    /// <param name="hasTrace">The verb takes one trace; otherwise it reads its traces itself.</param>
    public RunSyntax(PolicyRegistry policies, Command command, bool isOne = true, bool isScaled = false, bool needsTrace = true, bool hasTrace = true)
    {
        _policies = policies;
        _controls = new ControlSyntax(policies);
        _isScaled = isScaled;
        _policy = Value("--policy", $"The allocator ({policies.DefaultName}). {policies.Help}.", "NAME");
        _trace.Arity = needsTrace ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne;
        if (hasTrace)
        {
            command.Add(_trace);
        }

        foreach (Option option in (Option[])[_confAsLibrary, .. isOne ? (Option[])[_policy, _conf, _sizeClasses] : [], .. isScaled ? [] : (Option[])[_cpus, _cpuSet, _timing], _environment, _touch, _pageSize, _hugePages, _noHugePages, _overcommit, _failMmap, _mappedLimit, _residentLimit, _mappingLimit, _controls.Option, _lenient])
        {
            command.Add(option);
        }

        _contended = new ContendedSyntax(command);
    }

    /// <summary>Reads and checks the options. The result is to be used only when nothing was wrong.</summary>
    public RunRequest Read(Arguments arguments)
    {
        RunRequest request = ReadCommon(arguments);
        return WithPolicy(request, arguments.Text(_policy) ?? _policies.DefaultName, arguments.Text(_conf) ?? request.Conf, arguments, arguments.Text(_sizeClasses) is { } sizes ? SizeClassArgument.Read(sizes, arguments) : null);
    }

    /// <summary>Reads and checks what all runs of a verb have in common; the policy is still missing, the options are those of the environment file.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="traces">The traces of a verb that reads them itself, of which the first is taken; null for one that takes one trace.</param>
    public RunRequest ReadCommon(Arguments arguments, IReadOnlyList<WeightedTrace>? traces = null)
    {
        string trace = traces is null ? arguments.ExistingFile(arguments.Text(_trace), "the trace") : traces.Count > 0 ? traces[0].Path : "";
        MachineEnvironment environment = ReadEnvironment(arguments);
        bool isContended = _isScaled || arguments.Choice(_timing, false, ("serial", false), ("contended", true));
        MachineOptions machine = ReadMachine(arguments, environment.Machine);
        return new RunRequest
        {
            Command = arguments.CommandLine,
            TracePath = trace,
            Reading = new TraceReadOptions { Lenient = arguments.Has(_lenient), FirstControls = _controls.Read(arguments) },
            Policy = null,
            Conf = environment.MallocConf,
            ConfAsLibrary = arguments.Has(_confAsLibrary),
            Machine = machine,
            Contended = _contended.Read(arguments, isContended, machine.CpuSet?.Count ?? machine.CpuCount, _policies),
            Touch = arguments.Choice(_touch, TouchMode.Size, ("size", TouchMode.Size), ("first", TouchMode.First)),
        };
    }

    /// <summary>The request with a policy, its options and its size classes, which are checked.</summary>
    public RunRequest WithPolicy(RunRequest request, string name, string conf, Arguments arguments, SizeClassArgument? sizeClasses = null)
    {
        List<string> errors = [];
        Policy? policy = _policies.Find(name, arguments)?.WithSizeClasses(sizeClasses?.Text ?? "", request.Machine.PageSize, errors, sizeClasses?.PlaceOf);
        arguments.AddErrors(errors);
        OptionCheck check = policy is null ? OptionCheck.None : _policies.Check(policy, conf, request.ConfAsLibrary);
        arguments.AddErrors(check.Errors.Select(error => "--conf: " + error));
        bool areReasons = false;
        IReadOnlyList<string> unsuited = policy is null || check.Errors.Count > 0 ? [] : policy.Unsuited(conf, request.Machine, out areReasons);
        if (request.ConfAsLibrary && !areReasons)
        {
            check = check with { Warnings = [.. check.Warnings, .. unsuited] };
        }
        else
        {
            arguments.AddErrors(unsuited.Select(error => "--conf: " + error));
        }

        return request with { Policy = policy, Conf = conf, Check = check };
    }

    private static Option<string?> Value(string name, string help, string placeholder) => new(name) { Description = help, HelpName = placeholder, Arity = ArgumentArity.ExactlyOne };

    private MachineEnvironment ReadEnvironment(Arguments arguments)
    {
        string path = arguments.ExistingFile(arguments.Text(_environment) ?? "", "the environment file");
        if (!File.Exists(path))
        {
            return new MachineEnvironment();
        }

        try
        {
            return MachineEnvironment.Read(path);
        }
        catch (TraceFormatException e)
        {
            arguments.AddError(e.Message);
            return new MachineEnvironment();
        }
    }

    private MachineOptions ReadMachine(Arguments arguments, MachineOptions machine)
    {
        ulong pageSize = arguments.Size(_pageSize, (ulong)machine.PageSize);
        if (pageSize is not (4096 or 16384 or 65536))
        {
            arguments.AddError($"--page-size {pageSize}: expected 4KiB, 16KiB or 64KiB");
        }

        IReadOnlyList<int>? set = arguments.Text(_cpuSet) is { } text ? CpuSetArgument.Read(text, arguments) : null;
        int cpus = (int)arguments.Integer(_cpus, 1, CpuMax, set is { Count: > 0 } ? set[^1] + 1 : machine.CpuCount);
        if (set is { Count: > 0 } && set[^1] >= cpus)
        {
            arguments.AddError(FormattableString.Invariant($"--cpu-set {arguments.Text(_cpuSet)}: there is no CPU {set[^1]} on a machine with {cpus} (--cpus), which are numbered from 0"));
        }

        return machine with
        {
            CpuCount = cpus,
            CpuSet = set,
            PageSize = (int)pageSize,
            HugePages = arguments.Choice(_hugePages, machine.HugePages, ("madvise", TransparentHugePages.Madvise), ("always", TransparentHugePages.Always), ("never", TransparentHugePages.Never)),
            KernelMakesHugePages = !arguments.Has(_noHugePages),
            OvercommitMemory = (int)arguments.Integer(_overcommit, 0, 2, machine.OvercommitMemory),
            FailMmapFrom = arguments.Integer(_failMmap, 1, long.MaxValue, 0),
            MappedLimitBytes = arguments.Size(_mappedLimit, 0),
            ResidentLimitBytes = arguments.Size(_residentLimit, 0),
            MappingLimit = arguments.Integer(_mappingLimit, 1, long.MaxValue, 0),
        };
    }
}
