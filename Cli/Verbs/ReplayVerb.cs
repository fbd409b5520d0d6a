using System.CommandLine;
using System.Text;
using AllocSim.Cli.Inspection.Pictures;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Progress;
using AllocSim.Cli.Requirements;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Verbs.Syntax;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Console;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Reports.Runs;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Replay;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim replay</c>: one trace through one policy.</summary>
public sealed class ReplayVerb : Verb
{
    private readonly RunSyntax _run;
    private readonly Option<string?> _addresses;
    private readonly Option<string?> _systemCalls;
    private readonly Option<string?> _stats;
    private readonly Option<string?> _statsOptions;
    private readonly Option<string?> _sampleEvery;
    private readonly Option<string?> _out;
    private readonly Option<bool> _check;
    private readonly Option<string?> _checkEvery;
    private readonly Option<string?> _traceEvents;
    private readonly Option<bool> _whatIf;
    private readonly Option<string?> _heapProfile;
    private readonly RequirementSyntax _requirements;
    private readonly MomentSyntax _moments;
    private readonly ChartSyntax _charts;
    private readonly PageSyntax _page;

    /// <summary>Makes the verb.</summary>
    public ReplayVerb(PolicyRegistry policies)
        : base("replay", "Replay a trace through an allocator and show where the memory goes.")
    {
        _run = new RunSyntax(policies, Command);
        _addresses = Value("--addresses", "Write what each operation returned, one per line, to compare with a run of the real library.", "FILE");
        _systemCalls = Value("--syscalls", "Write each system call, one per line, to compare with a run of the real library.", "FILE");
        _stats = Value("--stats", "Write the allocator's statistics at the end. Those that the trace asks for go to stats-INDEX.json (or .txt) beside this file, those of the option stats_interval to stats-interval.txt.", "FILE");
        _statsOptions = Value("--stats-opts", "Argument of the allocator's call for statistics, if it takes one. " + string.Join(" ", policies.All.Where(policy => policy.StatisticsOptions is not null).Select(policy => $"{policy.Name} ({policy.StatisticsOptions!.Usual}): {policy.StatisticsOptions.Help}.")), "LETTERS");
        _heapProfile = Value("--heap-profile", "Write the heap profile at the end, for jeprof. Profiles that are dumped during the run go beside it. Needs prof:true in --conf.", "FILE");
        _sampleEvery = Value("--sample-every", "How often to take a sample, such as 10ms or 1000ops (about a thousand samples per run).", "INTERVAL");
        _out = Value("--out", "Write manifest, tables, charts and a page (report.html) into this directory.", "DIR");
        _check = Flag("--check", "Check every object, and from time to time the allocator's records; the more objects are alive, the less often. At most ten times slower.");
        _checkEvery = Value("--check-every", "Check every object, and the allocator's records before every N-th operation; 1 is thorough and slow.", "N");
        _traceEvents = Value("--trace-events", "Write which thread waited for and held which lock, in the Trace Event format of Perfetto and chrome://tracing; contended runs only.", "FILE");
        _whatIf = Flag("--what-if", "Show what the changes of options that the policy proposes would save, by running each; contended runs only.");
        _requirements = new RequirementSyntax(policies, Command, hasReference: false);
        _moments = new MomentSyntax(Command);
        _charts = new ChartSyntax(Command);
        _page = new PageSyntax(Command);
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        RunRequest request = _run.Read(arguments);
        SampleRule sampling = ReadSampling(arguments);
        long everyN = arguments.Integer(_checkEvery, 1, long.MaxValue, 0);
        long? checkEvery = everyN > 0 || arguments.Has(_check) ? everyN : null;
        string? stats = arguments.Text(_stats);
        string statsOptions = ReadStatsOptions(arguments, request.Policy?.StatisticsOptions);
        string? directory = arguments.Text(_out);
        IChartRenderer? renderer = _charts.Read(arguments, isDrawn: directory is not null);
        if (request.Contended is null && arguments.Text(_traceEvents) is not null)
        {
            arguments.AddError("--trace-events needs --timing contended");
        }

        if (request.Contended is null && arguments.Has(_whatIf))
        {
            arguments.AddError("--what-if needs --timing contended");
        }

        _moments.Read(arguments, request.Contended is null);
        string? profile = arguments.Text(_heapProfile);
        if (profile is not null && request.Policy is { } policy && !policy.Profiles(request.Conf))
        {
            arguments.AddError("--heap-profile needs heap profiling: --conf prof:true, with lg_prof_sample:N for a sample every 2^N bytes");
        }

        RequirementSet requirements = _requirements.Read(arguments, [request]);
        arguments.ThrowIfWrong();
        request = request.Ready();
        terminal.SayWarnings([request]);
        using OutputSet outputs = new();
        string? partial = directory is null ? null : outputs.Directory(directory);
        string? pages = _moments.Directory is { } folder ? outputs.Addition(folder) : null;
        MomentWatch? moments = null;
        RunResult run;
        TextWriter? intervals = null;
        using (AddressLog? addresses = Open(arguments.Text(_addresses), outputs) is { } a ? new AddressLog(a) : null)
        using (SystemCallLog? systemCalls = Open(arguments.Text(_systemCalls), outputs) is { } s ? new SystemCallLog(s) : null)
        {
            run = RecordedReplay.Run(request, new ReplayOutputs
            {
                Addresses = addresses,
                SystemCalls = systemCalls,
                StatsAt = stats is null ? null : index => Text(Path.Combine(Path.GetDirectoryName(stats) ?? "", FormattableString.Invariant($"stats-{index}.{(request.Policy!.StatisticsOptions is { } known ? StatisticsOptions.EndingOf(statsOptions, known) : "json")}")), outputs),
                FinalStats = stats is null ? null : () => Text(stats, outputs),
                IntervalStats = stats is null ? null : () => intervals ??= Text(Path.Combine(Path.GetDirectoryName(stats) ?? "", "stats-interval.txt"), outputs),
                ProfileAt = profile is null ? null : name => Text(Path.Combine(Path.GetDirectoryName(profile) ?? "", Path.GetFileName(name)), outputs),
                FinalProfile = profile is null ? null : () => Text(profile, outputs),
                StatsOptions = statsOptions,
                Sampling = sampling,
                Progress = new WorkProgress(terminal, "replaying " + request.TraceName),
                CheckEvery = checkEvery,
                Depth = RequirementSyntax.Depth(requirements, directory is null ? RecordingDepth.Totals : RecordingDepth.Everything),
                Moments = pages is null ? null : machine => moments = _moments.Watch(machine, pages),
                TraceEvents = Open(arguments.Text(_traceEvents), outputs),
            });
            intervals?.Dispose();
        }

        if (moments is { Missed: [long missed, ..] })
        {
            throw new UsageException([FormattableString.Invariant($"--resident-at {missed}: the trace's last operation is {run.Summary.Operations - 1}")]);
        }

        if (partial is not null)
        {
            new RunFolder(request, run, partial) { Renderer = renderer, HasPage = _page.Read(arguments) }.Write(terminal);
        }

        bool isWithin = RequirementSyntax.Judge(requirements, [(run.Summary, request)], outputs, terminal);
        outputs.Commit();
        SayChecked(terminal, checkEvery, run.Summary.Operations);
        if (run.Summary.Operations == 0)
        {
            terminal.Say("the trace has no operations: the figures are those of an allocator that was never asked for memory");
        }

        ConsoleTables.WriteSummary(terminal.Output, run, terminal.Width);
        foreach (string line in run.Contention?.Words() ?? [])
        {
            terminal.WriteSentence(line);
        }

        foreach (string line in run.AllocatorWords)
        {
            terminal.WriteSentence(line);
        }

        if (arguments.Has(_whatIf))
        {
            foreach (string line in WhatIf.Lines(request, run.Contention!))
            {
                terminal.WriteSentence(line);
            }
        }

        if (directory is not null && _page.Read(arguments))
        {
            RunPage.Say(terminal, directory);
        }

        return run.HasLeaks || !isWithin ? ExitCode.Failed : ExitCode.Done;
    }

    private static void SayChecked(Terminal terminal, long? every, long operations)
    {
        if (every is { } n)
        {
            string when = n switch { 0 => "from time to time", 1 => "before every operation", _ => FormattableString.Invariant($"before every {n:N0}th operation") };
            terminal.Say(FormattableString.Invariant($"check passed: objects, pages and the allocator's books agreed {when}, over {Quantity.Count(operations, "operation")}, and at the end"));
        }
    }

    private static Stream? Open(string? path, OutputSet outputs) => path is null ? null : outputs.File(path);

    private static StreamWriter Text(string path, OutputSet outputs) => new(outputs.File(path), new UTF8Encoding(false)) { NewLine = "\n" };

    private string ReadStatsOptions(Arguments arguments, StatisticsOptions? known)
    {
        string? options = arguments.Text(_statsOptions);
        if (options is not null && arguments.Text(_stats) is null)
        {
            arguments.AddError("--stats-opts needs --stats FILE");
        }

        if (known is null)
        {
            if (!string.IsNullOrEmpty(options))
            {
                arguments.AddError($"--stats-opts {options}: the allocator's call for statistics takes no options");
            }

            return "";
        }

        foreach (char letter in (options ?? "").Where(letter => !known.Letters.Contains(letter, StringComparison.Ordinal)))
        {
            arguments.AddError($"--stats-opts: there is no letter {letter}; known are {known.Letters} ({known.Help})");
        }

        return options ?? known.Usual;
    }

    private SampleRule ReadSampling(Arguments arguments)
    {
        if (arguments.Text(_sampleEvery) is not { } text)
        {
            return SampleRule.Adaptive;
        }

        if (text.EndsWith("ops", StringComparison.Ordinal))
        {
            if (Units.TryParseSize(text[..^3], out ulong count) && count is > 0 and <= long.MaxValue)
            {
                return SampleRule.EveryOperations((long)count);
            }
        }
        else if (Units.TryParseDuration(text, out long nanoseconds) && nanoseconds > 0)
        {
            return SampleRule.EveryNanoseconds(nanoseconds);
        }

        arguments.AddError($"--sample-every {text}: expected a duration such as 10ms or 1.5s, or a number of operations such as 1000ops");
        return SampleRule.Adaptive;
    }
}
