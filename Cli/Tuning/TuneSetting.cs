namespace AllocSim.Cli.Tuning;

/// <summary>One setting that can be run: a policy with a choice for each of its options.</summary>
/// <param name="Space">The policy's options.</param>
/// <param name="Choices">A choice for each of them; 0 is the default.</param>
/// <param name="Conf">The allocator's options as it takes them.</param>
/// <param name="Key">What decides a run's outcome: settings with the same key do the same.</param>
public sealed record TuneSetting(TuneSpace Space, IReadOnlyList<int> Choices, string Conf, string Key)
{
    /// <summary>The options that are set, with their values, by name as sweeps have them.</summary>
    public IEnumerable<(string Name, string Value)> Set => Choices.Select((choice, i) => (Choice: choice, Option: Space.Options[i])).Where(each => each.Choice > 0).Select(each => (each.Option.Name, each.Option.ValueOf(each.Choice)));

    /// <summary>How many options are set.</summary>
    public int SetCount => Choices.Count(choice => choice > 0);

    /// <summary>It in few words, for people.</summary>
    public string Words => SetCount == 0 ? $"{Space.Policy.Name} with its defaults" : $"{Space.Policy.Name} {string.Join(',', Set.Select(each => $"{each.Name}:{each.Value}"))}";

    /// <summary>The same with another choice of one option; null where that cannot be run.</summary>
    public TuneSetting? With(int option, int choice)
    {
        int[] choices = [.. Choices];
        choices[option] = choice;
        return Space.Make(choices);
    }
}
