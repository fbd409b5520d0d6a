using System.CommandLine;
using AllocSim.Cli.Forecasts;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Sweeps;
using AllocSim.Cli.Verbs.Syntax;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Text;
using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim forecast</c>: what one more thread, twice the load or a longer run would cost, from a workload fitted to a recording.</summary>
public sealed class ForecastVerb : Verb
{
    private const string Recorded = "as recorded";
    private const string Fitted = "as fitted";

    private readonly RunSyntax _run;
    private readonly Option<string?> _out;

    /// <summary>Makes the verb.</summary>
    public ForecastVerb(PolicyRegistry policies)
        : base("forecast", "Predict what more threads, a higher load or a longer run would cost. A workload is fitted to the recording, changed and replayed. With --timing contended it also predicts how long threads would wait.")
    {
        _run = new RunSyntax(policies, Command);
        _out = Value("--out", "Directory for forecast.csv, one row per step.", "DIR");
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        RunRequest request = _run.Read(arguments);
        string? directory = arguments.Text(_out);
        arguments.ThrowIfWrong();
        terminal.SayWarnings([request]);
        using OutputSet outputs = new();
        Stream? table = directory is null ? null : outputs.File(Path.Combine(directory, "forecast.csv"));
        RunRequest decoded = request.Decode().Ready();
        WorkloadModel model = Fit(decoded);
        List<(string Name, SummaryRow Run)> runs = [(Recorded, Replay(decoded))];
        runs.Add((Fitted, Replay(With(decoded, model))));
        foreach (ForecastStep step in ForecastStep.All)
        {
            runs.Add((step.Name, Replay(With(decoded, step.Change(model)))));
            terminal.Say($"{step.Name}: done");
        }

        if (table is not null)
        {
            CsvTable.Write(table, ["step", .. SummaryColumns.Names([decoded.Policy!])], runs.Select(run => (IReadOnlyList<object>)[run.Name, .. SummaryColumns.Values(run.Run, [decoded.Policy!])]));
        }

        outputs.Commit();
        foreach (string line in Lines(runs, model))
        {
            terminal.WriteSentence(line);
        }

        return ExitCode.Done;
    }

    private static WorkloadModel Fit(RunRequest request)
    {
        using ITraceSource source = request.Decoded!.Open();
        string description = TraceFitter.Fit(source).ToYaml(request.TraceName);
        try
        {
            using StringReader text = new(description);
            return WorkloadModel.Parse(text, request.TraceName);
        }
        catch (ModelException e)
        {
            throw new UsageException($"{request.TracePath}: no workload can be fitted to it: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static RunRequest With(RunRequest request, WorkloadModel model)
    {
        using GeneratedTrace trace = new(model);
        return request with { Decoded = InMemoryTrace.Load(trace), KnownSizes = null, KnownCalls = null };
    }

    private static SummaryRow Replay(RunRequest request) => RecordedReplay.Run(request, new ReplayOutputs { Depth = RecordingDepth.Averages, IsRowOnly = true }).Summary;

    private static IEnumerable<string> Lines(List<(string Name, SummaryRow Run)> runs, WorkloadModel model)
    {
        SummaryRow recorded = runs[0].Run;
        SummaryRow fitted = runs[1].Run;
        yield return $"{recorded.Trace}: {Quantity.Count(model.Threads)} {(model.Threads == 1 ? "thread" : "threads")}, mean resident {Quantity.Bytes(recorded.MeanResidentBytes)}, peak {Quantity.Bytes(recorded.PeakResidentBytes)}, page faults {Quantity.Count(recorded.PageFaults)}{Waiting(recorded)}{Failed(recorded)}.";
        yield return $"The workload fitted to it: mean resident {Quantity.Bytes(fitted.MeanResidentBytes)}{Change(recorded.MeanResidentBytes, fitted.MeanResidentBytes)}, peak {Quantity.Bytes(fitted.PeakResidentBytes)}{Change(recorded.PeakResidentBytes, fitted.PeakResidentBytes)}, page faults {Quantity.Count(fitted.PageFaults)}{Change(recorded.PageFaults, fitted.PageFaults)}{Waiting(fitted)}{Failed(fitted)}; what follows is against the fitted one, and no surer than these.";
        foreach ((string name, SummaryRow run) in runs.Skip(2))
        {
            yield return $"{name}: mean resident {Quantity.Bytes(run.MeanResidentBytes)}{Change(fitted.MeanResidentBytes, run.MeanResidentBytes)}, peak {Quantity.Bytes(run.PeakResidentBytes)}{Change(fitted.PeakResidentBytes, run.PeakResidentBytes)}, page faults {Quantity.Count(run.PageFaults)}{Change(fitted.PageFaults, run.PageFaults)}{Waiting(run)}{Failed(run)}.";
        }
    }

    private static string Change(double before, double after) => before == 0 ? "" : $" ({(after > before ? "+" : "")}{Quantity.Percent((after / before) - 1)})";

    /// <summary>Memory that was refused is in none of the figures.</summary>
    private static string Failed(SummaryRow run) => run.FailedAllocations == 0 ? "" : $", and {Quantity.Count(run.FailedAllocations)} {(run.FailedAllocations == 1 ? "allocation" : "allocations")} returned null";

    private static string Waiting(SummaryRow run) => run.LockWaitNs is { } wait ? $", waiting for locks {Quantity.Nanoseconds(wait)} in {Quantity.Nanoseconds(run.SimulatedNs)}" : "";
}
