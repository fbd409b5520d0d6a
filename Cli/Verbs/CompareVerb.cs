using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Console;
using AllocSim.Reports.Measures;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Stored;
using AllocSim.Reports.Tables;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim compare</c>: one trace through several policies or option sets, side by side.</summary>
public sealed class CompareVerb : Verb
{
    private readonly RunSyntax _run;
    private readonly CompareSyntax _compare;
    private readonly Option<string?> _out;
    private readonly ChartSyntax _charts;
    private readonly PageSyntax _page;

    /// <summary>Makes the verb.</summary>
    public CompareVerb(PolicyRegistry policies)
        : base("compare", "Replay a trace with several option sets, policies or machines and compare them; the others are held against the first run, which is the one with the defaults where there is one. One option set alone is held against the defaults.")
    {
        _run = new RunSyntax(policies, Command, isOne: false);
        _compare = new CompareSyntax(policies, Command);
        _out = Value("--out", "Write tables, charts and a page (report.html) into this directory.", "DIR");
        _charts = new ChartSyntax(Command);
        _page = new PageSyntax(Command);
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        RunRequest common = _run.ReadCommon(arguments);
        RunRequest[] requests = _compare.Read(arguments, common);
        string? directory = arguments.Text(_out);
        IChartRenderer? renderer = directory is null ? null : _charts.Read(arguments);
        arguments.ThrowIfWrong();

        terminal.SayWarnings(requests);
        using OutputSet outputs = new();
        string? partial = directory is null ? null : outputs.Directory(directory);
        RunRequest decoded = common.Decode();
        requests = [.. requests.Select(request => (request with { Decoded = decoded.Decoded, KnownSha256 = decoded.KnownSha256, KnownSizes = decoded.KnownSizes, KnownCalls = decoded.KnownCalls }).Ready())];
        List<(string Label, RunResult Run)> runs = [];
        foreach (RunRequest request in requests)
        {
            ReplayOutputs recording = new() { Depth = directory is null ? RecordingDepth.Totals : RecordingDepth.Everything };
            RunResult run = RecordedReplay.Run(request, recording);
            terminal.Say(FormattableString.Invariant($"run {runs.Count + 1} of {requests.Length} is done"));
            runs.Add((Conclusions.Name(run.Summary, runs.Count == 0 ? run.Summary : runs[0].Run.Summary), run));
        }

        if (partial is not null)
        {
            IReadOnlyList<string> folders = Write(runs, partial, renderer);
            if (_page.Read(arguments))
            {
                RunPage.Write(partial, [.. runs.Zip(folders, (run, folder) => (run.Run, Path.Combine(partial, folder)))]);
            }

            outputs.Commit();
        }

        RunResult[] results = [.. runs.Select(run => run.Run)];
        ConsoleTables.WriteComparison(terminal.Output, [.. results.Select(run => run.Summary)], terminal.Width);
        terminal.Output.WriteLine();
        foreach (string conclusion in Conclusions.Of(results))
        {
            terminal.WriteSentence(conclusion);
        }

        if (directory is not null && _page.Read(arguments))
        {
            RunPage.Say(terminal, directory);
        }

        return ExitCode.Done;
    }

    private static IReadOnlyList<string> Write(List<(string Label, RunResult Run)> runs, string partial, IChartRenderer? renderer)
    {
        using (FileStream table = File.Create(Path.Combine(partial, "comparison.csv")))
        {
            CsvTable.Write(table, SummaryText.Table("comparison", [.. runs.Select(run => run.Run.Summary)]));
        }

        File.WriteAllText(Path.Combine(partial, "conclusions.txt"), string.Concat(Conclusions.Of([.. runs.Select(run => run.Run)]).Select(line => line + "\n")));
        IReadOnlyList<string> folders = FolderNames.Of([.. runs.Select(run => run.Run.Summary)]);
        for (int i = 0; i < runs.Count; i++)
        {
            string folder = Path.Combine(partial, folders[i]);
            Directory.CreateDirectory(folder);
            RunFiles.Write(runs[i].Run, folder, renderer);
        }

        if (renderer is not null)
        {
            string charts = Path.Combine(partial, RunFiles.ChartFolder);
            Directory.CreateDirectory(charts);
            IReadOnlyList<RunResult> aligned = AlignedSamples.Of([.. runs.Select(run => run.Run)]);
            foreach (Chart chart in ComparisonCharts.All([.. runs.Zip(aligned, (run, same) => (run.Label, same))]))
            {
                renderer.Render(chart, charts);
            }
        }

        return folders;
    }
}
