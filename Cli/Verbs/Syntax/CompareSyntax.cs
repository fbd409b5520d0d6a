using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Sweeps;

namespace AllocSim.Cli.Verbs.Syntax;

/// <summary>The options that say which runs a comparison has.</summary>
public sealed class CompareSyntax
{
    private const int RunsMax = 64;

    private readonly PolicyRegistry _policies;
    private readonly Option<string?> _names;
    private readonly Option<string[]> _confs = Several("--conf", "An option set. Repeat for more; an empty one means the defaults. POLICY:OPTIONS is a set for one policy.", "CONF");
    private readonly Option<string[]> _sizeClasses = Several("--size-classes", RunSyntax.SizeClassHelp + " Give the option once for each.", "CHOICE");
    private readonly Option<string[]> _vary = Several("--vary", $"Something else to vary, as NAME=VALUE,VALUE,…, with the same names as sweep --vary: an option of the allocator, or {string.Join(", ", SweepKnobs.Names)}. Give it once for each.", "NAME=V1,V2");

    /// <summary>Makes the options and adds them to a verb.</summary>
    public CompareSyntax(PolicyRegistry policies, Command command)
    {
        _policies = policies;
        _names = new Option<string?>("--policies") { Description = $"The policies, separated by commas ({policies.DefaultName}). {policies.Help}.", HelpName = "A,B,C", Arity = ArgumentArity.ExactlyOne };
        foreach (Option option in (Option[])[_names, _confs, _sizeClasses, _vary])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads and checks the runs: every combination, option sets changing slowest and what --vary names last fastest.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="common">What all runs have in common.</param>
    public RunRequest[] Read(Arguments arguments, RunRequest common)
    {
        IReadOnlyList<string> given = arguments.Texts(_confs);
        SweepSpec spec = new() { Axes = ReadAxes(arguments) };
        SweepPoints points = SweepPoints.Of(spec, arguments);
        List<RunRequest> requests = [];
        List<string> errors = [];
        foreach ((string? policy, string conf) in Sets(given.Count == 0 ? [common.Conf] : given, spec, arguments))
        {
            SweepKnobs knobs = new(common with { Conf = conf }, _policies, policy ?? spec.FirstPolicy);
            SweepSpec part = policy is null ? spec : spec with { Axes = [Policy([policy]), .. spec.Axes.Where(axis => !SweepKnobs.IsPolicy(axis))] };
            SweepPoints mine = policy is null ? points : SweepPoints.Of(part, arguments);
            errors.AddRange(SweepCheck.Errors(part, mine, knobs));
            for (int number = 0; number < Math.Min(Math.Max(mine.Count, 1), RunsMax + 1); number++)
            {
                requests.Add(knobs.Request(part.Axes, part.Axes.Count == 0 || mine.Count == 0 ? [] : mine[number].Values, []));
            }
        }

        arguments.AddErrors(errors.Distinct());
        if (requests is [{ Conf.Length: > 0 } only] && given.Count == 1 && errors.Count == 0)
        {
            // One option set is held against the defaults.
            RunRequest plain = new SweepKnobs(common with { Conf = "" }, _policies, only.Policy?.Name ?? spec.FirstPolicy).Request([], [], []);
            requests.Insert(0, plain with { Policy = only.Policy });
        }
        else
        {
            // The run that the others are held against is the one with the defaults, where there is one.
            requests = [.. requests.OrderBy(request => given.Count > 1 && request.Conf.Length > 0 && requests.Exists(other => other.Conf.Length == 0 && other.Policy?.Name == request.Policy?.Name))];
        }

        if (requests.Count < 2)
        {
            arguments.AddError("there is nothing to compare: name two policies with --policies, two option sets with --conf A --conf B, two choices with --size-classes A --size-classes B, or two values with --vary NAME=A,B");
        }
        else if (requests.Count > RunsMax)
        {
            arguments.AddError($"compare shows at most {RunsMax} runs side by side: use sweep for more");
        }

        return [.. requests];
    }

    private static Option<string[]> Several(string name, string help, string placeholder) => new(name) { Description = help, HelpName = placeholder, Arity = ArgumentArity.OneOrMore };

    private static SweepAxis Policy(string[] names) => new(SweepKnobs.PolicyName, "--policies", [.. names.Select(name => new SweepValue(name, "--policies"))]);

    /// <summary>The option sets with the policy that each is for. Where none names its policy, each is for all of them, and the policy is null.</summary>
    private IEnumerable<(string? Policy, string Conf)> Sets(IReadOnlyList<string> given, SweepSpec spec, Arguments arguments)
    {
        (string? Policy, string Conf)[] sets = [.. given.Select(text => (_policies.Prefix(text, out string conf)?.Name, conf))];
        if (sets.All(set => set.Policy is null))
        {
            return sets;
        }

        string[] named = [.. sets.Select(set => set.Policy).OfType<string>().Distinct()];
        string[] policies = spec.Axes.FirstOrDefault(SweepKnobs.IsPolicy) is { } axis ? [.. axis.Values.Select(value => value.Text)] : named;
        foreach (string other in named.Except(policies))
        {
            arguments.AddError($"--conf {other}:…: {other} is not among --policies");
        }

        // A policy that no set is for has its defaults.
        return policies.SelectMany(policy => sets.Where(set => set.Policy is null || set.Policy == policy).DefaultIfEmpty().Select(set => ((string?)policy, set.Conf ?? "")));
    }

    private SweepAxis[] ReadAxes(Arguments arguments)
    {
        List<SweepAxis> axes = [];
        if (arguments.Text(_names) is { } names)
        {
            axes.Add(Policy(names.Split(',')));
        }

        SizeClassArgument[] sizes = [.. arguments.Texts(_sizeClasses).Select(text => SizeClassArgument.Read(text, arguments))];
        if (sizes.Length > 0)
        {
            axes.Add(new SweepAxis(SweepKnobs.SizeClassesName, "--size-classes", [.. sizes.Select(size => new SweepValue(size.Text, "--size-classes", size.PlaceOf))]));
        }

        foreach (string text in arguments.Texts(_vary))
        {
            if (SweepAxis.TryRead(text) is { } axis)
            {
                axes.Add(axis);
            }
            else
            {
                arguments.AddError($"--vary {text}: expected NAME=VALUE,VALUE,… such as thp=madvise,always");
            }
        }

        return [.. axes];
    }
}
