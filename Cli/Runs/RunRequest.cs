using System.Globalization;
using System.Text;
using AllocSim.Cli.Contended;
using AllocSim.Reports.Runs;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads;
using AllocSim.Workloads.Digests;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Statistics;

namespace AllocSim.Cli.Runs;

/// <summary>One replay that was asked for: which trace, through which policy, on which machine.</summary>
public sealed record RunRequest
{
    /// <summary>Version of this program.</summary>
    public static string Version => ProgramVersion.Number;

    /// <summary>The command that asked for it, as a shell takes it; empty where there was none.</summary>
    public string Command { get; init; } = "";

    /// <summary>Path of the trace.</summary>
    public required string TracePath { get; init; }

    /// <summary>How the trace is read.</summary>
    public TraceReadOptions Reading { get; init; } = TraceReadOptions.Strict;

    /// <summary>The policy; null only when it could not be found, which was complained of.</summary>
    public required Policy? Policy { get; init; }

    /// <summary>Its options.</summary>
    public string Conf { get; init; } = "";

    /// <summary>Whether wrong options do what they do with the real library, which warns and goes on.</summary>
    public bool ConfAsLibrary { get; init; }

    /// <summary>What the policy says of them.</summary>
    public OptionCheck Check { get; init; } = OptionCheck.None;

    /// <summary>What the run's figures leave out, a sentence each.</summary>
    public IReadOnlyList<string> Remarks => Contended is not null && Policy is { CostSteps.Count: 0 }
        ? [$"in simulated time {Policy.Name} seems faster than it is: calls, locks, calls to the system and page faults take time, its own steps beside them have no costs"]
        : [];

    /// <summary>The machine.</summary>
    public MachineOptions Machine { get; init; } = new();

    /// <summary>Which pages a new object touches.</summary>
    public TouchMode Touch { get; init; }

    /// <summary>What was varied of the machine and the replay, for tables: NAME:VALUE with commas between them.</summary>
    public string Varied { get; init; } = "";

    /// <summary>How it runs in simulated time; null for a serial run.</summary>
    public ContendedOptions? Contended { get; init; }

    /// <summary>The trace's name in tables: its file name without the endings of known formats.</summary>
    public string TraceName
    {
        get
        {
            string name = Path.GetFileName(TracePath);
            foreach (string ending in (string[])[".gz", ".txt", ".atrace", ".yaml"])
            {
                name = name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : name;
            }

            return name.Length == 0 ? Path.GetFileName(TracePath) : name;
        }
    }

    /// <summary>The trace in memory, where many runs share it; null to read the file.</summary>
    public InMemoryTrace? Decoded { get; init; }

    /// <summary>SHA-256 of the trace file, where it is known already.</summary>
    public string? KnownSha256 { get; init; }

    /// <summary>The sizes that the trace asks for and how often, found when they are first asked for; null to find them in the file each time.</summary>
    public Lazy<IReadOnlyList<KeyValuePair<ulong, long>>>? KnownSizes { get; init; }

    /// <summary>The first operation of each kind in the trace, found when it is first asked for; null to find it in the file each time.</summary>
    public Lazy<IReadOnlyList<KeyValuePair<OperationKind, long>>>? KnownCalls { get; init; }

    /// <summary>Opens the trace; a file is decoded ahead of the replay.</summary>
    public ITraceSource OpenTrace() => Decoded is null ? new PrefetchingTrace(TraceFile.Open(TracePath, Reading)) : Decoded.Open();

    /// <summary>The request with its trace decoded and kept.</summary>
    public RunRequest Decode()
    {
        if (Decoded is not null)
        {
            return this;
        }

        using ITraceSource source = TraceFile.Open(TracePath, Reading);
        InMemoryTrace decoded = InMemoryTrace.Load(source);
        return this with { Decoded = decoded, KnownSha256 = Sha256(), KnownSizes = new(() => RequestSizes.Of(decoded.Open())), KnownCalls = new(() => FirstCalls.Of(decoded.Open())) };
    }

    /// <summary>The request with its size classes fitted to the trace, where that was asked for, and its trace checked for calls that the policy lacks or refuses before the first operation.</summary>
    /// <exception cref="UsageException">There is such a call, and the trace is not to be read leniently.</exception>
    public RunRequest Ready()
    {
        ThrowIfLacking();
        Policy policy = Policy!.NeedsFit ? Policy.FitTo(KnownSizes?.Value ?? SizesOfFile(), Machine.PageSize) : Policy;
        if (!Reading.Lenient && ControlTrial.Problems(policy, Machine, Conf, Reading.FirstControls) is { Count: > 0 } problems)
        {
            throw new UsageException([.. problems]);
        }

        return policy == Policy ? this : this with { Policy = policy, Check = policy.Check(Conf) };
    }

    /// <summary>SHA-256 of the trace file, lower-case hexadecimal.</summary>
    public string Sha256()
    {
        if (KnownSha256 is not null)
        {
            return KnownSha256;
        }

        using FileStream file = File.OpenRead(StandardInput.FileOf(TracePath));
        return Sha256Digest.Of(file);
    }

    /// <summary>What the manifest says of the run.</summary>
    public RunDescription Describe()
        => new()
        {
            Trace = TraceName,
            TraceSha256 = Sha256(),
            Policy = Policy!.Name,
            Conf = Conf,
            SizeClasses = Policy.SizeClasses,
            Varied = Varied,
            EffectiveOptions = Check.Effective,
            Touch = Touch.ToString().ToLowerInvariant(),
            Timing = Contended is null ? "serial" : "contended",
            SimulatedTime = Contended is null ? [] : SimulatedTimeOf(Contended),
            Version = Version,
            Revision = ProgramVersion.Revision,
            Command = Command,
        };

    private IReadOnlyList<KeyValuePair<string, string>> SimulatedTimeOf(ContendedOptions contended) =>
    [
        new("costs", contended.Settings.CostsName),
        new("costs_sha256", Sha256Digest.Of(Encoding.UTF8.GetBytes(CostFile.Text(contended.Settings.Costs.For(Policy?.CostSteps ?? []))))),
        new("lock_order", contended.Settings.LockOrder.ToString().ToLowerInvariant()),
        new("pinned", contended.Settings.IsPinned ? "true" : "false"),
        new("flat_out", contended.IsFlatOut ? "true" : "false"),
        new("own_threads", contended.OwnsThreads ? "true" : "false"),
        new("speedup", contended.Speedup.ToString(CultureInfo.InvariantCulture)),
    ];

    private void ThrowIfLacking()
    {
        if (Reading.Lenient || Enum.GetValues<OperationKind>().All(kind => PlainCalls.Has(Policy!, kind)))
        {
            return;
        }

        foreach ((OperationKind kind, long index) in KnownCalls?.Value ?? CallsOfFile())
        {
            if (!PlainCalls.Has(Policy!, kind))
            {
                throw new UsageException([FormattableString.Invariant($"{TracePath}: operation {index} calls {PlainCalls.Name(kind)}, which {Policy!.Name} does not have; --lenient replaces such calls by the plain calls with the same effect, and leaves out those that have none")]);
            }
        }
    }

    private IReadOnlyList<KeyValuePair<OperationKind, long>> CallsOfFile()
    {
        using ITraceSource source = OpenTrace();
        return FirstCalls.Of(source);
    }

    private IReadOnlyList<KeyValuePair<ulong, long>> SizesOfFile()
    {
        using ITraceSource source = OpenTrace();
        return RequestSizes.Of(source);
    }
}
