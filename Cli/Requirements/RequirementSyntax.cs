using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Cli.Requirements;

/// <summary>The options that say what a run must meet.</summary>
public sealed class RequirementSyntax
{
    private readonly PolicyRegistry _policies;
    private readonly bool _hasReference;
    private readonly Option<string[]> _require = new("--require") { Description = "A requirement, as MEASURE<=VALUE (also <, >=, >), where MEASURE is a column of summary.csv. If the run does not meet it, the exit code is 2. Repeat for more.", HelpName = "MEASURE<=VALUE", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _file = new("--requirements") { Description = "A file of requirements (YAML; docs/formats.md).", HelpName = "FILE", Arity = ArgumentArity.ExactlyOne };
    private readonly Option<string?> _junit = new("--junit") { Description = "Write the results of the requirements as JUnit XML, for a build server.", HelpName = "FILE", Arity = ArgumentArity.ExactlyOne };

    /// <summary>Makes the options and adds them to a verb.</summary>
    /// <param name="policies">The policies, whose figures are measures.</param>
    /// <param name="command">The verb's syntax.</param>
    /// <param name="hasReference">Whether there is a run that a change such as +5% can be against.</param>
    public RequirementSyntax(PolicyRegistry policies, Command command, bool hasReference)
    {
        _policies = policies;
        _hasReference = hasReference;
        foreach (Option option in (Option[])[_require, _file, _junit])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads and checks the requirements.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="requests">The runs that they are for.</param>
    public RequirementSet Read(Arguments arguments, IReadOnlyList<RunRequest> requests)
    {
        IReadOnlyList<Measure> measures = Measures.Of(_policies.All);
        string path = arguments.ExistingFile(arguments.Text(_file) ?? "", "the file of requirements");
        RequirementSet set = File.Exists(path) ? RequirementFile.Read(path, measures, arguments) : new RequirementSet([], [], null);
        List<string> errors = [];
        set = set with { Common = [.. set.Common, .. arguments.Texts(_require).Select(text => Requirement.TryRead(text, "--require", measures, errors)).OfType<Requirement>()], JUnitPath = arguments.Text(_junit) };
        if (!_hasReference)
        {
            errors.AddRange(set.All.Where(each => each.IsChange).Select(each => $"{each.Place} {each.Text}: a change needs a run that it is against; compare has one, its first"));
        }

        errors.AddRange(set.ByTrace.Select(each => each.Trace).Append("").Distinct().SelectMany(trace => Requirement.Contradictions(set.For(trace))).Distinct());
        if (errors.Count == 0)
        {
            errors.AddRange(set.ErrorsFor(requests));
        }

        if (set is { IsEmpty: true, JUnitPath: not null } && arguments.Text(_file) is null && arguments.Texts(_require).Count == 0)
        {
            errors.Add("--junit needs requirements: add --require or --requirements");
        }

        arguments.AddErrors(errors);
        return set;
    }

    /// <summary>How much a run has to record for the requirements.</summary>
    public static RecordingDepth Depth(RequirementSet set, RecordingDepth otherwise)
        => set.IsEmpty ? otherwise : (RecordingDepth)Math.Max((int)otherwise, (int)Measures.DepthFor(set.All.Select(each => each.Measure)));

    /// <summary>Holds finished runs against the requirements: tells each one that fails, writes the report.</summary>
    /// <returns>Whether all are met.</returns>
    public static bool Judge(RequirementSet set, IReadOnlyList<(SummaryRow Run, RunRequest Request)> runs, OutputSet outputs, Terminal terminal)
    {
        IReadOnlyList<Verdict> verdicts = set.Judge([.. runs.Select(run => (run.Run, run.Request.Contended?.Settings.Costs ?? CostDefaults.Table))]);
        foreach (Verdict verdict in verdicts.Where(verdict => !verdict.IsMet))
        {
            terminal.Say($"requirement not met: {(runs.Count > 1 ? JUnitReport.Name(verdict.Run) + ": " : "")}{verdict.Words}");
        }

        foreach (string mistake in set.Mistaken([.. runs.Select(run => run.Run.Trace).Distinct()]))
        {
            terminal.Say(mistake);
        }

        if (set.JUnitPath is { } path)
        {
            JUnitReport.Write(outputs.File(path), verdicts);
        }

        return verdicts.All(verdict => verdict.IsMet);
    }
}
