using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Requirements;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Sweeps;
using AllocSim.Reports.Sweeps;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Naming;

namespace AllocSim.Cli.Tuning;

/// <summary>The options that say what a search looks for and among what.</summary>
public sealed class TuneSyntax
{
    private const string Memory = "mean_resident_bytes";
    private const string Change = "<=+5%";

    private static readonly TuningRange Sizes = new(TuningEffect.Memory, "lg_ngroup:1", "lg_ngroup:3", "lg_ngroup:4", "fit:16", "fit:32", "fit:48") { IsOrdered = false };

    private readonly PolicyRegistry _policies;
    private readonly Option<string?> _names;
    private readonly Option<string?> _minimise = Value("--minimise", $"The measure to minimise: a column of summary.csv ({Memory}).", "MEASURE");
    private readonly Option<string[]> _limits = new("--limit") { Description = "A limit that a setting must meet on every trace, as MEASURE<=VALUE; +5% means relative to the defaults (at most +5% of system_ns, page_faults and, in simulated time, p99_latency_ns). Repeat for more.", HelpName = "MEASURE<=VALUE", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _options = Value("--options", "The options to search, separated by commas; size_classes may be one of them (all that can matter).", "A,B");

    /// <summary>Makes the options and adds them to a verb.</summary>
    public TuneSyntax(PolicyRegistry policies, Command command)
    {
        _policies = policies;
        _names = Value("--policies", $"The policies to choose from, separated by commas. The baseline is the first one with its defaults ({policies.DefaultName}). {policies.Help}.", "A,B");
        foreach (Option option in (Option[])[_names, _minimise, _limits, _options])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the policies; complains of those that there are not.</summary>
    public IReadOnlyList<Policy> ReadPolicies(Arguments arguments)
    {
        string[] names = [.. (arguments.Text(_names) ?? _policies.DefaultName).Split(',').Distinct()];
        arguments.AddErrors(names.Where(name => _policies.Find(name) is null).Select(name => $"--policies {name}: {_policies.Unknown(name)}"));
        return [.. names.Select(_policies.Find).OfType<Policy>()];
    }

    /// <summary>Reads what is looked for.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="common">What all runs have in common.</param>
    /// <param name="traces">The traces.</param>
    /// <returns>Null when something is wrong.</returns>
    public TuneGoal? ReadGoal(Arguments arguments, IReadOnlyList<Policy> policies, RunRequest common, IReadOnlyList<WeightedTrace> traces)
    {
        IReadOnlyList<Measure> measures = Measures.Of(policies);
        string name = arguments.Text(_minimise) ?? Memory;
        List<string> errors = [];
        if (Measures.Find(name, measures) is not { } minimise)
        {
            errors.Add($"--minimise {name}: {Measures.Unknown(name, measures)}");
            minimise = measures[0];
        }

        string[] usual = [.. (minimise.Column is SystemTime.Column or "page_faults" or "p99_latency_ns" ? (string[])[Memory] : [SystemTime.Column, "page_faults", .. common.Contended is null ? (string[])[] : ["p99_latency_ns"]]).Select(measure => measure + Change)];
        IReadOnlyList<string> given = arguments.Texts(_limits);
        Requirement[] limits = [.. (given.Count > 0 ? given : usual).Select(text => Requirement.TryRead(text, "--limit", measures, errors)).OfType<Requirement>()];
        errors.AddRange(Requirement.Contradictions(limits));
        if (errors.Count == 0)
        {
            errors.AddRange(from policy in policies
                            from measure in limits.Select(limit => limit.Measure).Append(minimise).DistinctBy(measure => measure.Column)
                            let reason = Measures.WhyNot(measure, common with { Policy = policy })
                            where reason is not null
                            select reason);
        }

        errors.AddRange(limits.Select(limit => (Place: $"{limit.Place} {limit.Text}", limit.Measure)).Prepend(($"--minimise {name}", minimise)).Where(each => Measures.IsFollowed(each.Item2))
            .Select(each => $"{each.Item1}: {each.Item2.Column} is measured where every object is followed, which the runs of a search do not do; replay and compare have it"));
        arguments.AddErrors(errors);
        return errors.Count > 0 ? null : new TuneGoal(minimise, limits, traces);
    }

    /// <summary>Reads what is searched.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="common">What all runs have in common.</param>
    /// <param name="unsearched">Takes the options that are left out because a serial run does not show what they cost.</param>
    public IReadOnlyList<TuneSpace> ReadSpaces(Arguments arguments, IReadOnlyList<Policy> policies, RunRequest common, ICollection<string> unsearched)
    {
        string[]? wanted = arguments.Text(_options)?.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (wanted?.Length == 0)
        {
            arguments.AddError($"--options '{arguments.Text(_options)}': expected names of options, separated by commas");
        }

        foreach (string name in (wanted ?? []).Where(name => name != SweepKnobs.SizeClassesName && !policies.Any(policy => policy.Options.Any(option => option.Name == name))))
        {
            IEnumerable<string> known = policies.SelectMany(policy => policy.Options).Where(IsSearched).Select(option => option.Name).Append(SweepKnobs.SizeClassesName);
            arguments.AddError($"--options {name}: {string.Join(", ", policies.Select(policy => policy.Name))} has no such option{NearestName.Question(name, known)}");
        }

        foreach (PolicyOption option in policies.SelectMany(policy => policy.Options).DistinctBy(option => option.Name).Where(option => wanted?.Contains(option.Name) == true && !IsSearched(option)))
        {
            arguments.AddError($"--options {option.Name}: {(SweepKnobs.Names.Contains(option.Name) ? "it is a setting of the machine, which sweep varies" : option.Tuning.Decides == TuningEffect.None ? "it does not affect anything that is measured" : "it has no values to try")}");
        }

        if (wanted?.Contains(SweepKnobs.SizeClassesName) == true && policies.Count > 0 && !policies.Any(policy => Accepts(policy, Sizes.Values[0], common)))
        {
            arguments.AddError($"--options {SweepKnobs.SizeClassesName}: {string.Join(", ", policies.Select(policy => policy.Name))} has no size classes to choose");
        }

        SweepKnobs knobs = new(common, _policies, policies.Count > 0 ? policies[0].Name : null);
        return [.. policies.Select(policy => new TuneSpace(policy, Options(policy, wanted, common, unsearched), knobs))];
    }

    private static Option<string?> Value(string name, string help, string placeholder) => new(name) { Description = help, HelpName = placeholder, Arity = ArgumentArity.ExactlyOne };

    /// <summary>Whether there is something to try. What a machine's setting shares its name with cannot be varied.</summary>
    private static bool IsSearched(PolicyOption option) => option.Tuning.Values.Count > 0 && !SweepKnobs.Names.Contains(option.Name);

    private static TuneOption[] Options(Policy policy, string[]? wanted, RunRequest common, ICollection<string> unsearched)
    {
        List<TuneOption> options = [];
        PolicyOption[] known = [.. policy.Options.Where(IsSearched)];
        foreach (PolicyOption option in known.Where(option => wanted is null || wanted.Contains(option.Name)))
        {
            // What saves time alone costs memory, or the other way round: without time, the search would switch it off.
            if (wanted is null && common.Contended is null && option.Tuning.Decides.HasFlag(TuningEffect.Time) && !option.Tuning.Decides.HasFlag(TuningEffect.System))
            {
                unsearched.Add(option.Name);
            }
            else
            {
                options.Add(new TuneOption(option));
            }
        }

        if (wanted?.Contains(SweepKnobs.SizeClassesName) == true && Accepts(policy, Sizes.Values[0], common))
        {
            options.Add(new TuneOption(SweepKnobs.SizeClassesName, Sizes, "default"));
        }

        return [.. options];
    }

    private static bool Accepts(Policy policy, string sizes, RunRequest common)
    {
        List<string> errors = [];
        policy.WithSizeClasses(sizes, common.Machine.PageSize, errors);
        return errors.Count == 0;
    }
}
