using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Verbs.Syntax;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Charts.OfRuns;
using AllocSim.Reports.Console;
using AllocSim.Reports.Html;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Stored;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim report</c>: tables, charts and a page from runs that are stored already; nothing is replayed.</summary>
public sealed class ReportVerb : Verb
{
    private readonly PolicyRegistry _policies;
    private readonly Argument<string[]> _runs = new("RUN") { Description = "Directory that replay --out or compare --out wrote; several runs are compared with the first.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _out;
    private readonly ChartSyntax _charts;

    /// <summary>Makes the verb.</summary>
    public ReportVerb(PolicyRegistry policies)
        : base("report", "Make an HTML page from stored runs and draw their charts again, without replaying.")
    {
        _policies = policies;
        Command.Add(_runs);
        _out = Value("--out", "Directory for report.html and the charts (RUN, if there is only one).", "DIR");
        _charts = new ChartSyntax(Command);
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        IReadOnlyList<string> named = [.. arguments.Texts(_runs).Where(run => !run.StartsWith("--", StringComparison.Ordinal))];
        if (named.Count > 1 && arguments.Text(_out) is null)
        {
            arguments.AddError("--out DIR is missing: the directory for the page of several runs");
        }

        IChartRenderer? renderer = _charts.Read(arguments);
        List<string> errors = [];
        StoredRun?[] read = [.. named.SelectMany(run => RunFolders.Find(run, errors)).Select(folder => StoredRunReader.TryRead(folder, errors, _policies.Find))];
        arguments.AddErrors(errors);
        arguments.ThrowIfWrong();

        StoredRun[] runs = [.. read.Select(run => run!)];
        string directory = arguments.Text(_out) ?? named[0];
        Write(runs, directory, renderer);
        Print(runs, terminal);
        RunPage.Say(terminal, directory);
        return ExitCode.Done;
    }

    private static void Write(StoredRun[] runs, string directory, IChartRenderer? renderer)
    {
        using OutputSet outputs = new();
        string partial = outputs.Addition(directory);
        RunPage.Write(partial, runs);

        if (renderer is not null)
        {
            string charts = Path.Combine(partial, RunFiles.ChartFolder);
            Directory.CreateDirectory(charts);
            foreach (Chart chart in runs.Length == 1 ? RunCharts.All(runs[0].Result) : ComparisonCharts.All(Aligned(runs)))
            {
                renderer.Render(chart, charts);
            }
        }

        outputs.Commit();
    }

    private static IReadOnlyList<(string Label, RunResult Run)> Aligned(StoredRun[] runs)
    {
        IReadOnlyList<RunResult> aligned = AlignedSamples.Of([.. runs.Select(run => run.Result)]);
        return [.. RunLabels.Of(runs).Zip(aligned)];
    }

    private static void Print(StoredRun[] runs, Terminal terminal)
    {
        IReadOnlyList<RunResult> results = RunLabels.ToldApart(runs);
        if (runs.Length == 1)
        {
            ConsoleTables.WriteSummary(terminal.Output, runs[0].Result, terminal.Width);
        }
        else
        {
            ConsoleTables.WriteComparison(terminal.Output, [.. results.Select(run => run.Summary)], terminal.Width);
            ConsoleTables.WriteCompared(terminal.Output, results, terminal.Width);
            terminal.Output.WriteLine();
        }

        foreach (string line in runs.Length == 1 ? runs[0].Result.Contention?.Words() ?? [] : Conclusions.Of(results))
        {
            terminal.WriteSentence(line);
        }
    }
}
