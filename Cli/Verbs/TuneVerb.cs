using System.CommandLine;
using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Tuning;
using AllocSim.Cli.Verbs.Syntax;
using AllocSim.Reports.Charts;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim tune</c>: the options to run with, found by search.</summary>
public sealed class TuneVerb : Verb
{
    private const int EvaluationsUsual = 100;
    private const string SearchFile = "search.txt";

    private readonly PolicyRegistry _policies;
    private readonly TracesSyntax _traces;
    private readonly RunSyntax _run;
    private readonly TuneSyntax _tune;
    private readonly Option<string?> _evaluations;
    private readonly Option<string?> _time;
    private readonly Option<string?> _seed;
    private readonly Option<string?> _jobs;
    private readonly Option<string?> _out;
    private readonly Option<bool> _resume;
    private readonly Option<bool> _plan;
    private readonly ChartSyntax _charts;
    private readonly PageSyntax _page;

    /// <summary>Makes the verb.</summary>
    public TuneVerb(PolicyRegistry policies)
        : base("tune", "Search for the options that make a measure smallest within limits, over one or more traces.")
    {
        _policies = policies;
        _traces = new TracesSyntax(Command);
        _run = new RunSyntax(policies, Command, isOne: false, hasTrace: false);
        _tune = new TuneSyntax(policies, Command);
        _evaluations = Value("--evaluations", $"Settings to run on all traces before the answer is checked ({EvaluationsUsual}).", "N");
        _time = Value("--time", "Start no new generation after this time. The answer then depends on the speed of the machine.", "DURATION");
        _seed = Value("--seed", "Seed of the search (1).", "N");
        _jobs = Value("--jobs", "Settings to run at the same time (one per CPU). Does not change the answer.", "N");
        _out = Value("--out", "Directory for the answer, points.csv, charts, a page (report.html) and the generations.", "DIR");
        _resume = Flag("--resume", "Continue a search that was interrupted, or start one if there is none.");
        _plan = Flag("--plan", "Write the next generation as a sweep file and stop, so that sweep can run it elsewhere. --resume reads the result.");
        _charts = new ChartSyntax(Command);
        _page = new PageSyntax(Command);
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        IReadOnlyList<WeightedTrace> traces = _traces.Read(arguments, []);
        RunRequest common = _run.ReadCommon(arguments, traces);
        IReadOnlyList<Policy> policies = _tune.ReadPolicies(arguments);
        TuneGoal? goal = _tune.ReadGoal(arguments, policies, common, traces);
        List<string> unsearched = [];
        IReadOnlyList<TuneSpace> spaces = _tune.ReadSpaces(arguments, policies, common, unsearched);
        int evaluations = (int)arguments.Integer(_evaluations, 1, 1_000_000, EvaluationsUsual);
        ulong seed = (ulong)arguments.Integer(_seed, 0, long.MaxValue, 1);
        int jobs = (int)arguments.Integer(_jobs, 1, 1024, Environment.ProcessorCount);
        TuneBudget budget = new(evaluations, ReadTime(arguments));
        string? directory = arguments.Text(_out);
        if (directory is null)
        {
            arguments.AddError("--out DIR is missing: the directory for the answer");
        }

        IChartRenderer? renderer = _charts.Read(arguments, isDrawn: directory is not null);
        arguments.ThrowIfWrong();
        RunRequest[] each = [.. traces.Select(trace => (common with { TracePath = trace.Path }).Decode())];
        foreach (Policy policy in policies)
        {
            foreach (RunRequest request in each)
            {
                _ = (request with { Policy = policy }).Ready();
            }
        }

        Claim(directory!, Identity(each, traces, goal!, spaces, evaluations, seed), arguments.Has(_resume));
        TuneStudy study = new(directory!, traces, each, _policies, jobs, arguments.Has(_plan));
        try
        {
            TuneResult result = new TuneRun(study, goal!, budget, seed, terminal).Search(spaces, directory!);
            IReadOnlyList<string> lines = new TuneText(goal!, result, study).Lines(budget, [.. unsearched.Distinct()]);
            TuneFiles.Write(directory!, lines, study, result.Answer, renderer, _page.Read(arguments));
            foreach (string line in lines)
            {
                terminal.WriteSentence(line);
            }

            if (_page.Read(arguments))
            {
                RunPage.Say(terminal, directory!);
            }

            return goal!.IsMet(result.Answer) ? ExitCode.Done : ExitCode.Failed;
        }
        catch (TunePause pause)
        {
            terminal.Output.WriteLine($"the next generation is {pause.Spec}; run it with: allocsim sweep --spec {pause.Spec} --out {pause.Folder} (with the options for the machine that tune has, in shards if need be), then go on with --resume");
            return ExitCode.Done;
        }
    }

    /// <summary>Begins a search in a folder, or goes on with the one that is there.</summary>
    private static void Claim(string directory, string identity, bool resumes)
    {
        string path = Path.Combine(directory, SearchFile);
        if (File.Exists(path))
        {
            if (!resumes)
            {
                throw new UsageException($"{directory} holds a search: go on with --resume, or choose another --out");
            }

            if (File.ReadAllText(path) != identity)
            {
                throw new UsageException($"{directory} holds another search (other traces, limits, options, evaluations, seed or version; {path} names them): choose another --out");
            }

            return;
        }

        using OutputSet outputs = new();
        using (StreamWriter file = new(outputs.File(path)) { NewLine = "\n" })
        {
            file.Write(identity);
        }

        outputs.Commit();
    }

    /// <summary>Everything that decides the answer.</summary>
    private static string Identity(RunRequest[] each, IReadOnlyList<WeightedTrace> traces, TuneGoal goal, IReadOnlyList<TuneSpace> spaces, int evaluations, ulong seed)
        => string.Concat(((IEnumerable<string>)[
            $"version {RunRequest.Version}",
            .. each.Zip(traces, (request, trace) => string.Create(CultureInfo.InvariantCulture, $"trace {request.TraceName} {request.Sha256()} weight {trace.Weight}")),
            $"minimise {goal.Minimise.Column}",
            .. goal.Limits.Select(limit => $"limit {limit.Text}"),
            .. spaces.Select(space => $"policy {space.Policy.Name}: {string.Join(' ', space.Options.Select(option => $"{option.Name}={string.Join('|', option.Values)}"))}"),
            string.Create(CultureInfo.InvariantCulture, $"evaluations {evaluations} seed {seed}"),
            .. RunIdentity.Of(each[0]),
            .. each[0].Contended is { } contended ? (string[])[$"contended {contended} {string.Join(' ', spaces.SelectMany(space => contended.Settings.Costs.For(space.Policy.CostSteps).ToPicoseconds()))}"] : [],
        ]).Select(line => line + "\n"));

    private long? ReadTime(Arguments arguments)
    {
        if (arguments.Text(_time) is not { } text)
        {
            return null;
        }

        if (Units.TryParseDuration(text, out long nanoseconds) && nanoseconds > 0)
        {
            return nanoseconds;
        }

        arguments.AddError($"--time {text}: expected a duration such as 30s");
        return null;
    }
}
