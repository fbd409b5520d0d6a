using System.CommandLine;
using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Verbs.Syntax;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Console;
using AllocSim.Reports.Contention;
using AllocSim.Reports.Html;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim scale</c>: throughput and waiting against the number of CPUs.</summary>
public sealed class ScaleVerb : Verb
{
    private const int CpusMax = 4096;

    private readonly RunSyntax _run;
    private readonly Option<string?> _cpus;
    private readonly Option<string?> _out;
    private readonly ChartSyntax _charts;
    private readonly PageSyntax _page;

    /// <summary>Makes the verb.</summary>
    public ScaleVerb(PolicyRegistry policies)
        : base("scale", "Run a trace in simulated time on several numbers of CPUs, and show the throughput and the waiting of each.")
    {
        _run = new RunSyntax(policies, Command, isScaled: true);
        _cpus = Value("--cpus", "Numbers of CPUs (1,2,4,8,16,32,64,128).", "N,N,…");
        _out = Value("--out", "Write scale.csv, the charts and a page (report.html) into this directory.", "DIR");
        _charts = new ChartSyntax(Command);
        _page = new PageSyntax(Command);
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        RunRequest request = _run.Read(arguments);
        int[] counts = ReadCounts(arguments);
        string? directory = arguments.Text(_out);
        IChartRenderer? renderer = _charts.Read(arguments, isDrawn: directory is not null);
        arguments.ThrowIfWrong();
        request = request.Ready();
        terminal.SayWarnings([request]);
        using OutputSet outputs = new();
        string? partial = directory is null ? null : outputs.Directory(directory);
        List<ScaleStep> steps = [];
        foreach (int count in counts)
        {
            steps.Add(ScaleStep.From(count, ContendedRunner.Run(request, request.Conf, count), request.Policy!));
            terminal.Say($"{Quantity.Count(count)} {(count == 1 ? "CPU" : "CPUs")} done");
        }

        if (partial is not null)
        {
            ScaleRow[] rows = [.. steps.Select(step => step.Row)];
            using (FileStream file = File.Create(Path.Combine(partial, "scale.csv")))
            {
                CsvTable.Write(file, rows);
            }

            foreach (Chart chart in ScaleRow.Charts(rows, Name(request)))
            {
                renderer?.Render(chart, partial);
            }

            if (_page.Read(arguments))
            {
                using FileStream page = File.Create(Path.Combine(partial, RunPage.Name));
                ScalePage.Write(page, steps, Name(request), request.Command, ProgramVersion.Text);
            }

            outputs.Commit();
        }

        ConsoleTables.WriteScale(terminal.Output, steps, terminal.Width);
        if (directory is not null && _page.Read(arguments))
        {
            RunPage.Say(terminal, directory);
        }

        return ExitCode.Done;
    }

    private static string Name(RunRequest request) => $"{request.TraceName}, {request.Policy!.Name}{(request.Conf.Length == 0 ? "" : " " + request.Conf)}";

    private int[] ReadCounts(Arguments arguments)
    {
        string text = arguments.Text(_cpus) ?? "1,2,4,8,16,32,64,128";
        List<int> counts = [];
        foreach (string part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is < 1 or > CpusMax)
            {
                arguments.AddError($"--cpus {text}: expected whole numbers from 1 to {CpusMax}, separated by commas");
                break;
            }

            counts.Add(count);
        }

        return [.. counts.Distinct().Order()];
    }
}
