using System.CommandLine;
using System.Globalization;
using AllocSim.Cli.Diagnosis;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Simulator.Text;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim diagnose</c>: what is out of the norm in statistics that an allocator printed in production.</summary>
public sealed class DiagnoseVerb : Verb
{
    private const int FindingsMax = 11;

    private readonly PolicyRegistry _policies;
    private readonly IDumpReader[] _readers;
    private readonly Argument<string> _file = new("STATS") { Description = "The statistics, plain or gzip; - for standard input." };

    /// <summary>Makes the verb.</summary>
    /// <param name="policies">The policies, which read their libraries' statistics.</param>
    public DiagnoseVerb(PolicyRegistry policies)
        : base("diagnose", "Find what is unusual in statistics that an allocator printed: the figure, what it costs, and the option that helps.")
    {
        _policies = policies;
        _readers = [.. policies.All.Select(policy => policy.DumpReader).OfType<IDumpReader>().DistinctBy(reader => reader.Name)];
        Command.Add(_file);
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        string path = arguments.Text(_file);
        if (path.Length > 0 && path != StandardInput.Name)
        {
            arguments.ExistingFile(path, "the file of statistics");
        }

        arguments.ThrowIfWrong();
        string text = StatisticsFile.Read(path);
        IDumpReader reader = Array.Find(_readers, each => each.Recognises(text))
            ?? throw new UsageException($"{path}{(string.IsNullOrWhiteSpace(text) ? " is empty" : text.Contains('\0', StringComparison.Ordinal) ? " is no text" : "")}: expected the statistics of an allocator; known are {string.Join("; ", _readers.Select(each => each.Name))}");
        Simulator.Allocation.Diagnosis.Diagnosis diagnosis;
        try
        {
            diagnosis = reader.Diagnose(text);
        }
        catch (FormatException e)
        {
            throw new UsageException($"{path}: {e.Message}");
        }

        Finding[] findings = [.. diagnosis.Findings.OrderByDescending(finding => finding.CostBytes)];
        Write(diagnosis, findings, findings.Any(finding => finding.Trial.Length > 0) ? AdviceTrials.Of(diagnosis, text, reader, _policies) : null, terminal);
        return ExitCode.Done;
    }

    private static void Write(Simulator.Allocation.Diagnosis.Diagnosis diagnosis, Finding[] findings, AdviceTrials? trials, Terminal terminal)
    {
        terminal.WriteSentence($"{diagnosis.Source}: {diagnosis.Totals}.{(diagnosis.Remark.Length == 0 ? "" : $" {diagnosis.Remark}.")}");
        foreach (Finding finding in findings.Take(FindingsMax))
        {
            terminal.WriteSentence($"{finding.Name}: {finding.Words}. Option: {finding.Option}.{trials?.Try(finding)}");
        }

        terminal.WriteSentence(findings.Length == 0 ? "Nothing that it tells of is out of the norm; docs/diagnose.md says what would be."
            : string.Create(CultureInfo.InvariantCulture, $"{findings.Length} {(findings.Length == 1 ? "finding" : "findings")}{(findings.Sum(finding => finding.CostBytes) is > 0 and double bytes ? $", at most {Quantity.Bytes(bytes)} of memory in all" : "")}; docs/diagnose.md says why for each."));
        if (trials is not null)
        {
            terminal.WriteSentence(trials.Words);
        }

        terminal.WriteSentence(trials is { HasWorkload: true } ? "How a load changes, and which objects live together, one moment does not tell: to be sure, record the program (allocsim record) and try it with compare or tune."
            : "One moment does not tell what an option would change: record the program (allocsim record) and try it with compare or tune.");
    }
}
