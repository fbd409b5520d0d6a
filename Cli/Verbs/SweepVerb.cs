using System.CommandLine;
using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Sweeps;
using AllocSim.Cli.Verbs.Syntax;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Html;
using AllocSim.Reports.Sweeps;
using AllocSim.Reports.Tables;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim sweep</c>: one trace through many combinations of options.</summary>
public sealed class SweepVerb : Verb
{
    private readonly PolicyRegistry _policies;
    private readonly TracesSyntax _traces;
    private readonly RunSyntax _run;
    private readonly SweepSyntax _sweep;
    private readonly Option<string?> _out;
    private readonly Option<string?> _jobs;
    private readonly Option<string?> _shard;
    private readonly Option<bool> _resume;
    private readonly ChartSyntax _charts;
    private readonly PageSyntax _page;

    /// <summary>Makes the verb.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="merge">The verb below it that joins shards.</param>
    public SweepVerb(PolicyRegistry policies, SweepMergeVerb merge)
        : base("sweep", "Replay one or more traces with many combinations of options. Writes a row per point and trace to DIR/points.csv, the Pareto front and charts.")
    {
        _policies = policies;
        _traces = new TracesSyntax(Command);
        _run = new RunSyntax(policies, Command, isOne: false, hasTrace: false);
        Command.Add(merge.Command);
        _sweep = new SweepSyntax(Command);
        _out = Value("--out", "Directory for the results.", "DIR");
        _jobs = Value("--jobs", "Points to run at the same time (one per CPU).", "N");
        _shard = Value("--shard", "Run only every N-th point, starting with the K-th, and write points.K-of-N.csv. sweep merge joins these files.", "K/N");
        _resume = Flag("--resume", "Continue a sweep that was interrupted, or start one if there is none.");
        _charts = new ChartSyntax(Command);
        _page = new PageSyntax(Command);
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        SweepSpec spec = _sweep.Read(arguments);
        IReadOnlyList<WeightedTrace> traces = _traces.Read(arguments, spec.Traces, ", or as trace in the sweep file");
        RunRequest common = _run.ReadCommon(arguments, traces);
        common = common with { Conf = spec.Conf ?? common.Conf };
        int jobs = (int)arguments.Integer(_jobs, 1, 1024, Environment.ProcessorCount);
        (int k, int n) = ReadShard(arguments);
        string? directory = arguments.Text(_out);
        if (directory is null)
        {
            arguments.AddError("--out DIR is missing: the directory for the results");
        }

        SweepKnobs knobs = new(common, _policies, spec.FirstPolicy);
        SweepPoints points = SweepPoints.Of(spec, arguments);
        arguments.AddErrors(SweepCheck.Errors(spec, points, knobs));
        IChartRenderer? renderer = _charts.Read(arguments, isDrawn: directory is not null && n <= 1);
        arguments.ThrowIfWrong();
        terminal.SayWarnings([knobs.Request([], [], [])]);
        Directory.CreateDirectory(directory!);
        string name = n == 1 ? "points" : string.Create(CultureInfo.InvariantCulture, $"points.{k}-of-{n}");
        string journalPath = Path.Combine(directory!, name + ".journal");
        SweepCampaign campaign = new(spec, points, traces, [.. traces.Select(trace => common with { TracePath = trace.Path })], _policies);
        using (SweepJournal journal = new(journalPath, campaign.Identity(k, n), arguments.Has(_resume)))
        {
            if (campaign.Left(journal, k, n) is > 0 and int left)
            {
                SweepProgress progress = new(terminal, left, traces.Count == 1 ? "point" : "run");
                campaign.Run(journal, k, n, jobs, progress);
                progress.Finish(jobs);
            }

            Action<Stream, SweepTable>? page = _page.Read(arguments)
                ? (output, found) => SweepPage.Write(output, found, point => PointUse.Of(common, knobs.Request(spec.Axes, points[point.Number].Values, [])), common.Command, ProgramVersion.Text) : null;
            SweepTable? table = WriteOrKeep(journal, journalPath, () => Write(journal, campaign, directory!, name, n == 1, renderer, page));
            if (table is not null)
            {
                FrontTable.Write(terminal.Output, table, terminal.Width);
                if (SweepFiles.Failures(campaign.Columns, campaign.Rows(journal)) is { Length: > 0 } failures)
                {
                    terminal.Say(failures);
                }
            }

            string runs = traces.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" of {traces.Count} traces");
            terminal.Output.WriteLine($"{Counted.Of(journal.Count / traces.Count, "point")}{runs} {(journal.Count == traces.Count ? "is" : "are")} in {Path.Combine(directory!, name + ".csv")}");
        }

        File.Delete(journalPath);
        if (n == 1 && _page.Read(arguments))
        {
            RunPage.Say(terminal, directory!);
        }

        return ExitCode.Done;
    }

    /// <summary>Writes the results; when that fails, says that nothing has to be run again.</summary>
    private static SweepTable? WriteOrKeep(SweepJournal journal, string journalPath, Func<SweepTable?> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ChartException)
        {
            throw new IOException($"{e.Message.ReplaceLineEndings(" ").TrimEnd('.')}; {(journal.Count == 1 ? "the only point is" : $"all {journal.Count} points are")} kept in {journalPath}: mend that and go on with --resume", e);
        }
    }

    /// <returns>What a whole sweep's tables are made of; null for a shard.</returns>
    private static SweepTable? Write(SweepJournal journal, SweepCampaign campaign, string directory, string name, bool isWhole, IChartRenderer? renderer, Action<Stream, SweepTable>? page)
    {
        using OutputSet outputs = new();
        Stream file = outputs.File(Path.Combine(directory, name + ".csv"));
        SweepTable? table = null;
        if (isWhole)
        {
            SweepFiles.WritePoints(file, campaign.Columns, campaign.Rows(journal));
            table = SweepFiles.Write(outputs, directory, campaign.Columns, campaign.Rows(journal), renderer, page);
        }
        else
        {
            CsvTable.Write(file, campaign.Columns, campaign.Rows(journal));
        }

        outputs.Commit();
        return table;
    }

    private (int K, int N) ReadShard(Arguments arguments)
    {
        if (arguments.Text(_shard) is not { } text)
        {
            return (1, 1);
        }

        if (text.Split('/') is [var first, var second]
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int k)
            && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
            && k >= 1 && k <= n)
        {
            return (k, n);
        }

        arguments.AddError($"--shard {text}: expected K/N with K from 1 to N, such as 2/8");
        return (1, 1);
    }
}
