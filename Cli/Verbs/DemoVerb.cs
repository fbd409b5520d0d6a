using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Verbs.Syntax;
using AllocSim.Cli.Verbs.Traces;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Console;
using AllocSim.Reports.Html;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Stored;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim demo</c>: every bundled trace through the default policy with the option sets that it shows itself with.</summary>
public sealed class DemoVerb : Verb
{
    private readonly PolicyRegistry _policies;
    private readonly Option<string?> _traces;
    private readonly Option<string?> _out;
    private readonly ChartSyntax _charts;
    private readonly PageSyntax _page;

    /// <summary>Makes the verb.</summary>
    public DemoVerb(PolicyRegistry policies)
        : base("demo", "Replay every bundled trace with the default options and with others that matter, and compare the runs.")
    {
        _policies = policies;
        _traces = Value("--traces", "Directory with the traces (the traces directory of the repository).", "DIR");
        _out = Value("--out", "Write tables, charts and pages into this directory (out/demo).", "DIR");
        _charts = new ChartSyntax(Command);
        _page = new PageSyntax(Command);
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        string directory = arguments.Text(_out) ?? Path.Combine("out", "demo");
        string[] traces = BundledTraces.Find(arguments, _traces);
        Policy? policy = _policies.Find(_policies.DefaultName, arguments);
        IChartRenderer? renderer = _charts.Read(arguments);
        arguments.ThrowIfWrong();

        using OutputSet outputs = new();
        string partial = outputs.Directory(directory);
        List<SummaryRow> rows = [];
        foreach (string trace in traces)
        {
            List<(RunResult Run, string Folder)> runs = [];
            foreach ((string name, string conf) in policy!.DemoSets)
            {
                RunRequest request = new() { TracePath = trace, Policy = policy, Conf = conf, Check = policy.Check(conf) };
                terminal.Say($"replaying {request.TraceName}, {name}");
                RunResult run = RecordedReplay.Run(request, new ReplayOutputs());
                string folder = Path.Combine(partial, request.TraceName, name);
                Directory.CreateDirectory(folder);
                RunFiles.Write(run, folder, renderer);
                rows.Add(run.Summary);
                runs.Add((run, folder));
            }

            if (_page.Read(arguments))
            {
                RunPage.Write(Path.Combine(partial, rows[^1].Trace), runs);
            }
        }

        if (_page.Read(arguments))
        {
            using FileStream page = File.Create(Path.Combine(partial, RunPage.Name));
            IndexPage.Write(page, rows, RunRequest.Version);
        }

        using (FileStream table = File.Create(Path.Combine(partial, "comparison.csv")))
        {
            CsvTable.Write(table, SummaryText.Table("comparison", rows));
        }

        outputs.Commit();
        ConsoleTables.WriteComparison(terminal.Output, rows, terminal.Width);
        terminal.Output.WriteLine();
        terminal.WriteSentence($"The tables are in {directory}: comparison.csv, and a directory with tables and charts (charts/*.png) for each trace and option set.");
        if (_page.Read(arguments))
        {
            RunPage.Say(terminal, directory);
        }

        return ExitCode.Done;
    }
}
