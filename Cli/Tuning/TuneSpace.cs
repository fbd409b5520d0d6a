using AllocSim.Cli.Runs;
using AllocSim.Cli.Sweeps;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Cli.Tuning;

/// <summary>All settings of one policy that a search may choose from.</summary>
public sealed class TuneSpace
{
    private readonly SweepKnobs _knobs;
    private readonly SweepAxis[] _axes;
    private readonly Dictionary<string, TuneSetting?> _made = [];

    /// <summary>Makes the space.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="options">The options that are searched.</param>
    /// <param name="knobs">What makes requests of settings.</param>
    public TuneSpace(Policy policy, IReadOnlyList<TuneOption> options, SweepKnobs knobs)
    {
        Policy = policy;
        Options = options;
        _knobs = knobs;
        _axes = [new SweepAxis(SweepKnobs.PolicyName, "", []), .. options.Select(option => new SweepAxis(option.Name, "", []))];
    }

    /// <summary>The policy.</summary>
    public Policy Policy { get; }

    /// <summary>The options that are searched.</summary>
    public IReadOnlyList<TuneOption> Options { get; }

    /// <summary>The policy with its defaults.</summary>
    public TuneSetting Defaults => Make(new int[Options.Count])!;

    /// <summary>The setting with some choices. An option that does nothing without another one's value is left at its default.</summary>
    /// <returns>Null for one that the policy refuses.</returns>
    public TuneSetting? Make(IReadOnlyList<int> choices)
    {
        int[] active = [.. choices.Select((choice, i) => IsActive(Options[i], choices) ? choice : 0)];
        string name = string.Join(' ', active);
        if (!_made.TryGetValue(name, out TuneSetting? made))
        {
            // A search asks for the same neighbours again and again, and a policy's check of options takes as long as a short replay.
            made = _made[name] = Check(active);
        }

        return made;
    }

    private TuneSetting? Check(int[] active)
    {
        List<string> errors = [];
        RunRequest request = Request(active, errors);
        return errors.Count > 0 || request.Check.Warnings.Count > 0 ? null : new TuneSetting(this, active, request.Conf, $"{SweepKnobs.KeyOf(request)}\n{request.Policy!.SizeClasses}");
    }

    /// <summary>What runs a setting of this space.</summary>
    public RunRequest RequestOf(TuneSetting setting) => Request(setting.Choices, []);

    private RunRequest Request(IReadOnlyList<int> choices, ICollection<string> errors)
        => _knobs.Request(_axes, [new SweepValue(Policy.Name, ""), .. choices.Select((choice, i) => choice == 0 ? null : new SweepValue(Options[i].ValueOf(choice), ""))], errors);

    /// <summary>The setting of a preset.</summary>
    /// <returns>Null where it sets an option, or a value, that is not searched.</returns>
    public TuneSetting? Preset(string conf)
    {
        int[] choices = new int[Options.Count];
        foreach (string part in conf.Split(Policy.Grammar.Separator, StringSplitOptions.RemoveEmptyEntries))
        {
            string[] halves = part.Split(Policy.Grammar.Assign, 2);
            int option = Options.ToList().FindIndex(each => each.Name == halves[0]);
            int value = option < 0 || halves.Length < 2 ? -1 : Options[option].Values.ToList().IndexOf(halves[1]);
            if (option < 0 || (value < 0 && Options[option].Default != halves[1]))
            {
                return null;
            }

            choices[option] = value + 1;
        }

        return Make(choices);
    }

    /// <summary>The space of some of its options alone.</summary>
    public TuneSpace Only(IReadOnlyList<int> options) => new(Policy, [.. options.Select(at => Options[at])], _knobs);

    /// <summary>A setting of another space of this policy as one of this one; options that this one does not have are left at their defaults.</summary>
    public TuneSetting? Take(TuneSetting setting)
        => Make([.. Options.Select(option => setting.Space.Options.ToList().FindIndex(each => each.Name == option.Name) is >= 0 and int at ? setting.Choices[at] : 0)]);

    /// <summary>What a surrogate model sees of a setting.</summary>
    public double[] Features(TuneSetting setting) => [.. setting.Choices.Select((choice, i) => Options[i].Position(choice))];

    private bool IsActive(TuneOption option, IReadOnlyList<int> choices)
    {
        if (option.Range.Needs is not { } needs)
        {
            return true;
        }

        int at = Options.ToList().FindIndex(each => each.Name == needs.Name);
        string value = at < 0 ? Policy.Options.FirstOrDefault(each => each.Name == needs.Name)?.Default ?? "" : Options[at].ValueOf(choices[at]);
        return value == needs.Value;
    }
}
