using System.Globalization;
using AllocSim.Cli.Policies;
using AllocSim.Reports.Sweeps;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Text;
using AllocSim.Workloads.Generators;

namespace AllocSim.Cli.Diagnosis;

/// <summary>Tries the advice of findings on a workload that is fitted to the same statistics, and says how far that workload is from them.</summary>
public sealed class AdviceTrials
{
    /// <summary>What of a finding's memory the workload has to show, in proportion to what is allocated, for its advice to be tried on it.</summary>
    private const double ShownMin = 0.5;

    private readonly Simulator.Allocation.Diagnosis.Diagnosis _dump;
    private readonly IDumpReader _reader;
    private readonly FittedProgram? _program;
    private readonly SummaryRow? _plain;
    private readonly Simulator.Allocation.Diagnosis.Diagnosis? _fitted;

    private AdviceTrials(Simulator.Allocation.Diagnosis.Diagnosis dump, IDumpReader reader, FittedProgram? program, string why)
    {
        _dump = dump;
        _reader = reader;
        _program = program;
        Words = why;
        if (program?.Replay("", reader) is var (run, said, _))
        {
            (_plain, _fitted) = (run.Summary, said);
            Words = Told(program, said);
        }
    }

    /// <summary>How far the workload is from the statistics, or why there is none, in a sentence.</summary>
    public string Words { get; }

    /// <summary>Whether there is a workload.</summary>
    public bool HasWorkload => _fitted is not null;

    /// <summary>Fits the workload and replays it once.</summary>
    /// <param name="dump">What is to be said of the statistics.</param>
    /// <param name="text">The statistics.</param>
    /// <param name="reader">Who reads them.</param>
    /// <param name="policies">The policies.</param>
    public static AdviceTrials Of(Simulator.Allocation.Diagnosis.Diagnosis dump, string text, IDumpReader reader, PolicyRegistry policies)
    {
        try
        {
            if (reader.Load(text) is not { } load)
            {
                return new(dump, reader, null, "Nothing was simulated: such statistics do not count requests by size.");
            }

            string missing = policies.Find(load.Policy) is null ? "" : load.Missing.Length > 0 ? load.Missing : load.MissingForTrials;
            if (missing.Length > 0)
            {
                return new(dump, reader, null, $"Nothing was simulated: {missing}.");
            }

            return FittedProgram.Of(load, policies, reader) is { } program
                ? new(dump, reader, program, "")
                : new(dump, reader, null, $"Nothing was simulated: no policy is {load.Source}.");
        }
        catch (Exception e) when (e is FormatException or ModelException)
        {
            return new(dump, reader, null, $"Nothing was simulated: {e.Message.ReplaceLineEndings(" ")}.");
        }
    }

    /// <summary>What the advice of a finding does.</summary>
    /// <returns>A sentence; empty where there is no workload, or nothing to try. Memory that the workload does not have to a good part is not tried: nothing could be saved of it.</returns>
    public string Try(Finding finding)
    {
        if (_fitted is null || finding.Trial.Length == 0)
        {
            return "";
        }

        bool hasBytes = finding.CostBytes > 0;
        Finding? same = _fitted.Findings.FirstOrDefault(each => each.Name == finding.Name);
        double shown = same is null ? 0 : hasBytes ? same.CostBytes / Allocated(_fitted) / (finding.CostBytes / Allocated(_dump)) : 1;
        if (hasBytes && shown < ShownMin)
        {
            return $" Not simulated: a steady load of these sizes and rates {(shown == 0 ? "shows too little of it for a finding" : $"shows {Quantity.Percent(shown)} of it")}, so it comes from how the load changes: record that.";
        }

        return _program!.Replay(finding.Trial, _reader) is not var (run, _, _) ? $" Not simulated: {_program.Policy.Name} does not take {finding.Trial}."
            : $" Simulated: {finding.Trial} changes mean resident memory by {Change(_plain!.MeanResidentBytes, run.Summary.MeanResidentBytes)}, time in the system by {Change(SystemTime.Of(_plain, CostDefaults.Table), SystemTime.Of(run.Summary, CostDefaults.Table))}{(hasBytes ? $" (the workload shows {Quantity.Percent(shown)} of the finding)" : same is null ? " (the workload does not show the finding)" : "")}.";
    }

    private string Told(FittedProgram program, Simulator.Allocation.Diagnosis.Diagnosis fitted)
    {
        double allocated = Allocated(_dump) / program.Parts;
        IEnumerable<string> others = _dump.Figures.Skip(1).Join(fitted.Figures, one => one.Key, other => other.Key, (one, other)
            => $"{one.Key} {Change(one.Value / Allocated(_dump), other.Value / Allocated(fitted))}");
        string part = program.Parts > 1 ? string.Create(CultureInfo.InvariantCulture, $"one part in {program.Parts:0.#} of the program") : "the whole program";
        string options = program.Conf.Length == 0 ? "" : $" {program.Conf}";
        return $"Simulated on a steady workload fitted to the dump, {part}, {Quantity.Nanoseconds(program.Seconds * 1e9)}, {program.Policy.Name}{options}. Its error: allocated {Change(allocated, Allocated(fitted))}{string.Concat(others.Select((each, i) => (i == 0 ? "; in proportion to that " : ", ") + each))}.";
    }

    private static double Allocated(Simulator.Allocation.Diagnosis.Diagnosis said) => said.Figures.Count == 0 ? 1 : Math.Max(1, said.Figures[0].Value);

    private static string Change(double before, double after) => before == 0 ? Quantity.Unknown : (after > before ? "+" : "") + Quantity.Percent((after / before) - 1);
}
