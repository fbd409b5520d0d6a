using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Tuning;

/// <summary>A whole search: defaults and presets, screening of each option, generations of proposals, and only the options that earn their place.</summary>
public sealed class TuneRun
{
    private const int GenerationSize = 8;
    private const double PresetShare = 0.1;
    private const double DesignShare = 0.2;
    private const int DesignMax = 18;

    /// <summary>What an option has to save to be kept.</summary>
    private const double Worth = 0.01;

    private readonly TuneStudy _study;
    private readonly TuneGoal _goal;
    private readonly TuneBudget _budget;
    private readonly ulong _seed;
    private readonly Terminal _terminal;

    /// <summary>Makes a search.</summary>
    /// <param name="study">Who runs settings.</param>
    /// <param name="goal">What is looked for.</param>
    /// <param name="budget">What may be used.</param>
    /// <param name="seed">Seed of all draws.</param>
    /// <param name="terminal">Who hears how far it is.</param>
    public TuneRun(TuneStudy study, TuneGoal goal, TuneBudget budget, ulong seed, Terminal terminal)
    {
        _study = study;
        _goal = goal;
        _budget = budget;
        _seed = seed;
        _terminal = terminal;
    }

    /// <summary>Searches.</summary>
    /// <param name="spaces">The settings to choose from, a space a policy; the first one's defaults are what everything is held against.</param>
    /// <param name="directory">Where parts of traces go.</param>
    public TuneResult Search(IReadOnlyList<TuneSpace> spaces, string directory)
    {
        int presets = (int)(_budget.Evaluations * PresetShare);
        TuneSetting[] first = [.. spaces.Select(space => space.Defaults), .. spaces.SelectMany(space => space.Policy.Presets.Select(preset => space.Preset(preset.Conf)).OfType<TuneSetting>()).Take(presets)];
        first = [.. first.DistinctBy(setting => setting.Key).Take(Math.Max(spaces.Count, _budget.Evaluations))];
        _goal.Reference = _study.Evaluate("defaults and presets", first)[0];
        Spend(first.Length, "defaults and presets");
        TuneScreening screening = new(_study, _goal, _budget);
        string words = WhyNotSearched(spaces);
        if (words.Length == 0)
        {
            (TuneSpace Space, IReadOnlyList<TuneOutcome> Alone)[] kept = [.. screening.Run(spaces, directory)];
            Told("screening");
            Combine(kept);
            Generations([.. kept.Select(each => each.Space)]);
            words = screening.Words;
        }

        TuneOutcome best = _goal.Ranked(_study.Outcomes)[0];
        (TuneOutcome answer, IReadOnlyList<string> dropped) = Prune(best);
        return new TuneResult(best, answer, dropped, Contributions(answer), new TuneChecks(_study, _goal).Run(answer, directory), words);
    }

    /// <summary>Why no option is tried, in words; empty where some are.</summary>
    private string WhyNotSearched(IReadOnlyList<TuneSpace> spaces)
    {
        string column = _goal.Minimise.Column;
        return spaces.All(space => space.Options.Count == 0) ? $"No options were tried: {string.Join(", ", spaces.Select(space => space.Policy.Name))} has none to try."
            : _goal.IsNothing && _goal.IsMet(_goal.Reference!) ? $"No options were tried: {column} is {_goal.Minimise.Text(0)} with the defaults, and nothing makes it smaller{(column.StartsWith("mean_", StringComparison.Ordinal) ? " (a mean is over the trace's time: of a trace that takes none, minimise a peak)" : "")}."
            : _budget.Left == 0 ? $"No options were tried: {(_budget.IsLate ? "the time was over" : $"{Counted.Of(Math.Ceiling(_budget.Spent), "evaluation")} went to the defaults and presets")}."
            : "";
    }

    /// <summary>The best choice of each option by itself, all of them together: the first guess at whole settings.</summary>
    private void Combine(IReadOnlyList<(TuneSpace Space, IReadOnlyList<TuneOutcome> Alone)> kept)
    {
        List<TuneSetting> guesses = [];
        foreach ((TuneSpace space, IReadOnlyList<TuneOutcome> alone) in kept)
        {
            TuneOutcome plain = alone.First(outcome => outcome.Setting.SetCount == 0);
            TuneGoal local = _goal with { Reference = plain };
            int[] all = new int[space.Options.Count];
            int[] kind = new int[space.Options.Count];
            foreach (TuneOutcome outcome in alone.Where(outcome => outcome.Setting.SetCount == 1).OrderByDescending(local.Score))
            {
                // Later ones are better and overwrite; those that keep the limits by themselves make a guess of their own.
                if (space.Take(outcome.Setting) is { SetCount: 1 } own && local.Score(outcome) < 1)
                {
                    int at = own.Choices.ToList().FindIndex(choice => choice > 0);
                    all[at] = own.Choices[at];
                    kind[at] = local.IsMet(outcome) ? own.Choices[at] : kind[at];
                }
            }

            guesses.AddRange(((TuneSetting?[])[space.Make(all), space.Make(kind)]).OfType<TuneSetting>());
        }

        guesses = [.. guesses.DistinctBy(setting => setting.Key).Where(setting => !_study.Knows(setting)).Take(_budget.Left)];
        if (guesses.Count > 0)
        {
            _study.Evaluate("best of each", guesses);
            Spend(guesses.Count, "best of each");
        }
    }

    private void Generations(IReadOnlyList<TuneSpace> spaces)
    {
        TuneSearch search = new(spaces, _goal, _seed);
        TuneSetting[] design = [.. search.Design((int)Math.Min(DesignMax, _budget.Evaluations * DesignShare)).Where(setting => !_study.Knows(setting)).Take(_budget.Left)];
        if (design.Length > 0)
        {
            _study.Evaluate("design", design);
            Spend(design.Length, "design");
        }

        while (_budget.Left > 0)
        {
            // Settings of the screened spaces, so that the model sees only options that matter.
            TuneOutcome[] seen = [.. _study.Outcomes.Select(outcome => spaces.FirstOrDefault(space => space.Policy == outcome.Setting.Space.Policy) is { } space && space.Take(outcome.Setting) is { } setting ? outcome with { Setting = setting } : null).OfType<TuneOutcome>()];
            IReadOnlyList<TuneSetting> proposed = search.Propose(seen, Math.Min(GenerationSize, _budget.Left));
            proposed = [.. proposed.Where(setting => !_study.Knows(setting))];
            if (proposed.Count == 0)
            {
                return;
            }

            _study.Evaluate("search", proposed);
            Spend(proposed.Count, "search");
        }
    }

    /// <summary>Takes options out, the least useful first, as long as that costs less than a hundredth and no limit is missed.</summary>
    private (TuneOutcome Answer, IReadOnlyList<string> Dropped) Prune(TuneOutcome best)
    {
        List<string> dropped = [];
        TuneOutcome answer = best;
        double bound = _goal.Score(best) + (Worth * Math.Min(1, _goal.Score(best)));
        bool isMet = _goal.IsMet(best);
        while (answer.Setting.SetCount > 0)
        {
            (int At, TuneSetting Setting)[] without = [.. Without(answer.Setting)];
            IReadOnlyList<TuneOutcome> outcomes = _study.Evaluate("taken out", [.. without.Select(each => each.Setting)]);
            int[] cheap = [.. Enumerable.Range(0, without.Length).Where(i => isMet ? _goal.IsMet(outcomes[i]) && _goal.Score(outcomes[i]) <= bound : _goal.Excess(outcomes[i]) <= _goal.Excess(answer))];
            if (cheap.Length == 0)
            {
                break;
            }

            int least = cheap.OrderBy(i => isMet ? _goal.Score(outcomes[i]) : _goal.Excess(outcomes[i])).ThenBy(i => i).First();
            TuneOption option = answer.Setting.Space.Options[without[least].At];
            dropped.Add($"{option.Name}:{option.ValueOf(answer.Setting.Choices[without[least].At])}");
            answer = outcomes[least];
        }

        return (answer, dropped);
    }

    private IReadOnlyList<(string Option, double Added, bool Misses)> Contributions(TuneOutcome answer)
    {
        (int At, TuneSetting Setting)[] without = [.. Without(answer.Setting)];
        IReadOnlyList<TuneOutcome> outcomes = _study.Evaluate("taken out", [.. without.Select(each => each.Setting)]);
        return [.. without.Select((each, i) =>
        {
            TuneOption option = answer.Setting.Space.Options[each.At];
            return ($"{option.Name}:{option.ValueOf(answer.Setting.Choices[each.At])}", _goal.Score(outcomes[i]) - _goal.Score(answer), _goal.IsMet(answer) && !_goal.IsMet(outcomes[i]));
        }).OrderByDescending(each => each.Item2)];
    }

    private static IEnumerable<(int At, TuneSetting Setting)> Without(TuneSetting setting)
        => Enumerable.Range(0, setting.Choices.Count).Where(at => setting.Choices[at] > 0).Select(at => (at, setting.With(at, 0))).Where(each => each.Item2 is not null)!;

    private void Spend(int count, string what)
    {
        _budget.Spend(count);
        Told(what);
    }

    private void Told(string what)
    {
        TuneOutcome best = _goal.Ranked(_study.Outcomes)[0];
        _terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{what}: {Math.Ceiling(_budget.Spent)} of {_budget.Evaluations} {Quantity.Noun(_budget.Evaluations, "evaluation")}; best so far {(_goal.IsMet(best) ? "" : "misses a limit, ")}{Quantity.Percent(_goal.Score(best))} of the defaults' {_goal.Minimise.Column}: {best.Setting.Words}"));
    }
}
