using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Cli.Sweeps;

/// <summary>Turns values of axes into requests: the policy, its size classes, the machine, and any option of the allocator.</summary>
/// <param name="common">What all points have in common.</param>
/// <param name="policies">The policies.</param>
/// <param name="first">The policy that holds where no axis says one; null for the usual default.</param>
public sealed class SweepKnobs(RunRequest common, PolicyRegistry policies, string? first = null)
{
    /// <summary>The axis that chooses the policy.</summary>
    public const string PolicyName = "policy";

    /// <summary>The axis that chooses size classes.</summary>
    public const string SizeClassesName = "size_classes";

    private static readonly string[] SizeNames = ["lg_quantum", "lg_ngroup", "small_min", "small_max"];

    /// <summary>What can be varied besides the options of the allocator.</summary>
    public static IReadOnlyList<string> Names { get; } = [PolicyName, .. SweepKnob.All.Select(knob => knob.Name), SizeClassesName, .. SizeNames];

    /// <summary>Whether an axis chooses the policy, which decides what other axes can be.</summary>
    public static bool IsPolicy(SweepAxis axis) => axis.Name == PolicyName;

    /// <summary>The policies that a sweep's points have.</summary>
    public IReadOnlyList<Policy> PoliciesOf(SweepSpec spec)
        => spec.Axes.FirstOrDefault(IsPolicy) is { } axis ? [.. axis.Values.Select(value => policies.Find(value.Text)).OfType<Policy>().Distinct()] : [(first is null ? null : policies.Find(first)) ?? policies.Default];

    /// <summary>The same without options that all points have.</summary>
    public SweepKnobs WithoutOptions() => new(common with { Conf = "" }, policies, first);

    /// <summary>Whether there is a policy of this name.</summary>
    public bool HasPolicy(string name) => policies.Find(name) is not null;

    /// <summary>The request with a value on some axes.</summary>
    /// <param name="axes">The axes.</param>
    /// <param name="values">A value for each; null leaves the default.</param>
    /// <param name="errors">Takes what is wrong, a line each, without the place.</param>
    public RunRequest Request(IReadOnlyList<SweepAxis> axes, IReadOnlyList<SweepValue?> values, ICollection<string> errors)
    {
        RunRequest request = common;
        string policyName = first is not null && HasPolicy(first) ? first : policies.DefaultName;
        List<(string Name, string Value)> options = [];
        List<string> sizes = [];
        Func<int, string>? placeOf = null;
        for (int i = 0; i < axes.Count; i++)
        {
            string name = axes[i].Name;
            if (values[i] is not { } value)
            {
                continue;
            }

            if (name == PolicyName)
            {
                policyName = value.Text;
            }
            else if (name == SizeClassesName)
            {
                sizes.Add(value.Text);
                placeOf = value.PlaceOf;
            }
            else if (SizeNames.Contains(name))
            {
                sizes.Add($"{name}:{value.Text}");
            }
            else if (SweepKnob.All.FirstOrDefault(knob => knob.Name == name) is { } knob)
            {
                request = knob.Apply(request, value.Text) ?? Refused(request, $"{name} {value.Text}: expected {knob.Expected}", errors);
            }
            else if (value.Text.Contains(',', StringComparison.Ordinal))
            {
                errors.Add($"{name} '{value.Text}': a value must not contain a comma");
            }
            else
            {
                options.Add((name, value.Text));
            }
        }

        return Finish(request, policyName, options, string.Join(',', sizes.Where(size => size != "default")), placeOf, errors);
    }

    /// <summary>What decides the outcome of a request: two points for which it is the same do the same.</summary>
    public static string KeyOf(RunRequest request) => string.Join(
        '\n',
        [request.Policy?.Name, request.Check.Effective.Count == 0 ? request.Conf : "", .. request.Check.Effective.Select(option => $"{option.Key}={option.Value}"), request.Machine.ToString(), request.Touch.ToString()]);

    private static RunRequest Refused(RunRequest request, string error, ICollection<string> errors)
    {
        errors.Add(error);
        return request;
    }

    private RunRequest Finish(RunRequest request, string policyName, List<(string Name, string Value)> options, string sizes, Func<int, string>? placeOf, ICollection<string> errors)
    {
        if (policies.Find(policyName) is not { } found)
        {
            return Refused(request, $"{PolicyName} {policyName}: {policies.Unknown(policyName)}", errors);
        }

        Policy policy = found.WithSizeClasses(sizes, request.Machine.PageSize, errors, placeOf);
        string conf = options.Aggregate(common.Conf, (text, option) => policy.Grammar.With(text, option.Name, option.Value));
        OptionCheck check = policies.Check(policy, conf, request.ConfAsLibrary);
        foreach (string error in check.Errors)
        {
            errors.Add(error);
        }

        return request with { Policy = policy, Conf = conf, Check = check };
    }
}
