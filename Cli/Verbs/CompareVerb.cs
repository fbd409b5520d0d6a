using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Requirements;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Sweeps;
using AllocSim.Cli.Verbs.Syntax;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Charts.OfRuns;
using AllocSim.Reports.Console;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Stored;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim compare</c>: one trace through several policies or option sets, side by side.</summary>
public sealed class CompareVerb : Verb
{
    private readonly TracesSyntax _traces;
    private readonly RunSyntax _run;
    private readonly CompareSyntax _compare;
    private readonly RequirementSyntax _requirements;
    private readonly Option<string?> _out;
    private readonly ChartSyntax _charts;
    private readonly PageSyntax _page;

    /// <summary>Makes the verb.</summary>
    public CompareVerb(PolicyRegistry policies)
        : base("compare", "Replay one or more traces with several option sets, policies or machines, and compare the runs. The baseline of each trace is the run with the defaults, or else its first run. A single option set is compared with the defaults.")
    {
        _traces = new TracesSyntax(Command);
        _run = new RunSyntax(policies, Command, isOne: false, hasTrace: false);
        _compare = new CompareSyntax(policies, Command);
        _requirements = new RequirementSyntax(policies, Command, hasReference: true);
        _out = Value("--out", "Write tables, charts and a page (report.html) into this directory.", "DIR");
        _charts = new ChartSyntax(Command);
        _page = new PageSyntax(Command);
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        IReadOnlyList<WeightedTrace> traces = _traces.Read(arguments, []);
        RunRequest common = _run.ReadCommon(arguments, traces);
        RunRequest[] sets = _compare.Read(arguments, common);
        RunRequest[] requests = [.. traces.SelectMany(trace => sets.Select(set => set with { TracePath = trace.Path }))];
        string? directory = arguments.Text(_out);
        IChartRenderer? renderer = _charts.Read(arguments, isDrawn: directory is not null);
        RequirementSet requirements = _requirements.Read(arguments, requests);
        arguments.ThrowIfWrong();

        terminal.SayWarnings(sets);
        using OutputSet outputs = new();
        string? partial = directory is null ? null : outputs.Directory(directory);
        requests = Ready(requests, sets.Length);
        List<(string Label, RunResult Run)> runs = [];
        bool tellsPolicy = sets.DistinctBy(set => set.Policy).Skip(1).Any();
        foreach (RunRequest request in requests)
        {
            ReplayOutputs recording = new() { Depth = RequirementSyntax.Depth(requirements, directory is null ? RecordingDepth.Totals : RecordingDepth.Everything) };
            RunResult run = RecordedReplay.Run(request, recording);
            terminal.Say(FormattableString.Invariant($"run {runs.Count + 1} of {requests.Length} is done"));
            runs.Add((Conclusions.Name(run.Summary, tellsPolicy), run));
        }

        TraceComparison? together = traces.Count == 1 ? null : new TraceComparison(runs, traces, sets.Length);
        if (partial is not null)
        {
            IReadOnlyList<string> folders = Write(runs, sets.Length, together, partial, renderer);
            if (_page.Read(arguments))
            {
                RunPage.Write(partial, [.. runs.Zip(folders, (run, folder) => (run.Run, Path.Combine(partial, folder)))]);
            }
        }

        bool isWithin = RequirementSyntax.Judge(requirements, [.. runs.Zip(requests, (run, request) => (run.Run.Summary, request))], outputs, terminal);
        outputs.Commit();

        RunResult[] results = [.. runs.Select(run => run.Run)];
        ConsoleTables.WriteComparison(terminal.Output, [.. results.Select(run => run.Summary)], terminal.Width);
        ConsoleTables.WriteCompared(terminal.Output, results, terminal.Width);
        terminal.Output.WriteLine();
        foreach (string conclusion in Conclude(results, sets.Length).Concat(together?.Words() ?? []))
        {
            terminal.WriteSentence(conclusion);
        }

        if (directory is not null && _page.Read(arguments))
        {
            RunPage.Say(terminal, directory);
        }

        return isWithin ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>The requests with their traces decoded, each trace once, and checked. So many requests after each other are of one trace.</summary>
    private static RunRequest[] Ready(RunRequest[] requests, int sets)
        => [.. requests.Chunk(sets).SelectMany(same =>
        {
            RunRequest decoded = same[0].Decode();
            return same.Select(request => (request with { Decoded = decoded.Decoded, KnownSha256 = decoded.KnownSha256, KnownSizes = decoded.KnownSizes, KnownCalls = decoded.KnownCalls }).Ready());
        })];

    private static IEnumerable<string> Conclude(IReadOnlyList<RunResult> runs, int sets)
        => runs.Chunk(sets).SelectMany(same => Conclusions.Of(same).Select(line => runs.Count == sets ? line : $"{same[0].Summary.Trace}: {line}"));

    private static IReadOnlyList<string> Write(List<(string Label, RunResult Run)> runs, int sets, TraceComparison? together, string partial, IChartRenderer? renderer)
    {
        using (FileStream table = File.Create(Path.Combine(partial, "comparison.csv")))
        {
            CsvTable.Write(table, SummaryText.Table("comparison", [.. runs.Select(run => run.Run.Summary)]));
        }

        foreach (TableData compared in ComparedTables.Of([.. runs.Select(run => run.Run)]))
        {
            using FileStream table = File.Create(Path.Combine(partial, compared.Name + ".csv"));
            CsvTable.Write(table, compared);
        }

        if (together is not null)
        {
            using FileStream table = File.Create(Path.Combine(partial, "combined.csv"));
            together.Write(table);
        }

        File.WriteAllText(Path.Combine(partial, "conclusions.txt"), string.Concat(Conclude([.. runs.Select(run => run.Run)], sets).Concat(together?.Words() ?? []).Select(line => line + "\n")));
        IReadOnlyList<string> folders = FolderNames.Of([.. runs.Select(run => run.Run.Summary)]);
        for (int i = 0; i < runs.Count; i++)
        {
            string folder = Path.Combine(partial, folders[i]);
            Directory.CreateDirectory(folder);
            RunFiles.Write(runs[i].Run, folder, renderer);
        }

        foreach ((string Label, RunResult Run)[] same in renderer is null ? [] : runs.Chunk(sets))
        {
            // Of several traces each has its pictures in a folder of its own.
            string charts = Path.Combine(partial, RunFiles.ChartFolder, together is null ? "" : same[0].Run.Summary.Trace);
            Directory.CreateDirectory(charts);
            IReadOnlyList<RunResult> aligned = AlignedSamples.Of([.. same.Select(run => run.Run)]);
            foreach (Chart chart in ComparisonCharts.All([.. same.Zip(aligned, (run, other) => (run.Label, other))]))
            {
                renderer!.Render(chart, charts);
            }
        }

        return folders;
    }
}
