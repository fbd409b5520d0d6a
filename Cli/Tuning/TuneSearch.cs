using AllocSim.Workloads.Generators;
using MathNet.Numerics.Distributions;

namespace AllocSim.Cli.Tuning;

/// <summary>Proposes settings: a surrogate model of what was run says which of many candidates promise most. Sequential model-based search over mixed, conditional choices in the manner of SMAC (Hutter, Hoos and Leyton-Brown, 2011): a random forest, expected improvement, neighbours of the best, and some draws that trust no model.</summary>
public sealed class TuneSearch
{
    private const ulong Purpose = 32;
    private const int Parents = 5;
    private const int Drawn = 150;
    private const int Moved = 30;

    private readonly IReadOnlyList<TuneSpace> _spaces;
    private readonly TuneGoal _goal;
    private readonly ulong _seed;
    private ulong _round;

    /// <summary>Makes a search.</summary>
    /// <param name="spaces">The settings to choose from, a space a policy.</param>
    /// <param name="goal">What is looked for.</param>
    /// <param name="seed">Seed of all draws.</param>
    public TuneSearch(IReadOnlyList<TuneSpace> spaces, TuneGoal goal, ulong seed)
    {
        _spaces = spaces;
        _goal = goal;
        _seed = seed;
    }

    /// <summary>Settings that were not run yet and promise most.</summary>
    /// <param name="outcomes">What was run.</param>
    /// <param name="count">How many are wanted.</param>
    /// <returns>Fewer where there are no more.</returns>
    public IReadOnlyList<TuneSetting> Propose(IReadOnlyList<TuneOutcome> outcomes, int count)
    {
        Xoshiro random = new(_seed, Purpose, _round++);
        HashSet<string> known = [.. outcomes.Select(outcome => outcome.Setting.Key)];
        IReadOnlyList<TuneOutcome> ranked = _goal.Ranked(outcomes);
        double least = _goal.IsMet(ranked[0]) ? _goal.Score(ranked[0]) : double.NaN;
        List<Candidate> candidates = [];
        foreach (TuneSpace space in _spaces.Where(space => space.Options.Count > 0))
        {
            TuneOutcome[] seen = [.. outcomes.Where(outcome => outcome.Setting.Space == space)];
            double[][] x = [.. seen.Select(outcome => space.Features(outcome.Setting))];
            double[] values = [.. seen.Select(_goal.Score)];
            double best = double.IsNaN(least) ? least : Place(least, values);
            RegressionForest scores = new(x, [.. values.Select(value => Place(value, values))], random);
            RegressionForest excesses = new(x, [.. seen.Select(outcome => Math.Clamp(_goal.Excess(outcome), -1, 1))], random);
            foreach (TuneSetting setting in Pool(space, [.. ranked.Where(outcome => outcome.Setting.Space == space).Take(Parents)], random))
            {
                if (known.Add(setting.Key))
                {
                    candidates.Add(Candidate.Of(setting, scores.Predict(space.Features(setting)), excesses.Predict(space.Features(setting)), best));
                }
            }
        }

        return Choose(candidates, count, random);
    }

    /// <summary>Settings all over the space, to begin with: each option at its default and at the ends of its values, as often each, in a drawn order. What two options do together shows only where both are set.</summary>
    /// <param name="count">How many are wanted, of all policies together.</param>
    /// <returns>Fewer where the policy refuses some.</returns>
    public IReadOnlyList<TuneSetting> Design(int count)
    {
        Xoshiro random = new(_seed, Purpose, _round++);
        List<TuneSetting> settings = [];
        TuneSpace[] spaces = [.. _spaces.Where(space => space.Options.Count > 1)];
        foreach (TuneSpace space in spaces)
        {
            int rows = count / spaces.Length;
            int[][] columns = [.. space.Options.Select(option => Shuffled([.. Ends(option, rows)], random))];
            settings.AddRange(Enumerable.Range(0, rows).Select(row => space.Make([.. columns.Select(column => column[row])])).OfType<TuneSetting>());
        }

        return [.. settings.DistinctBy(setting => setting.Key)];
    }

    /// <summary>An option's default, first and last value in turn.</summary>
    private static IEnumerable<int> Ends(TuneOption option, int rows)
    {
        int[] levels = [.. ((int[])[0, 1, option.Count - 1]).Distinct()];
        return Enumerable.Range(0, rows).Select(row => levels[row % levels.Length]);
    }

    /// <summary>Where a score stands among others, 0 for before and 1 for behind all of them: a few settings that are far worse than the rest would hide all differences between good ones.</summary>
    private static double Place(double score, double[] all) => (all.Count(each => each < score) + (all.Count(each => each == score) / 2.0)) / all.Length;

    private static int[] Shuffled(int[] items, Xoshiro random)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }

        return items;
    }

    /// <summary>Half of a generation has the greatest expected improvement, a quarter the best expected score, one is what the model knows least of, and one is drawn.</summary>
    private static List<TuneSetting> Choose(List<Candidate> candidates, int count, Xoshiro random)
    {
        List<TuneSetting> chosen = [];
        Take(candidates.OrderByDescending(each => each.Improvement), (count + 1) / 2);
        Take(candidates.OrderByDescending(each => each.Likely >= 0.5).ThenBy(each => each.Gap), Math.Max(1, count / 4));
        Take(candidates.OrderByDescending(each => each.Deviation), count / 8);
        while (chosen.Count < count && candidates.Count > 0)
        {
            int at = random.Below(candidates.Count);
            chosen.Add(candidates[at].Setting);
            candidates.RemoveAt(at);
        }

        return chosen;

        void Take(IEnumerable<Candidate> ordered, int wanted)
        {
            Candidate[] taken = [.. ordered.Take(Math.Min(wanted, count - chosen.Count))];
            chosen.AddRange(taken.Select(each => each.Setting));
            candidates.RemoveAll(taken.Contains);
        }
    }

    /// <summary>All neighbours of the best settings, some of their neighbours' neighbours, and settings drawn from the whole space.</summary>
    private static IEnumerable<TuneSetting> Pool(TuneSpace space, IReadOnlyList<TuneOutcome> parents, Xoshiro random)
    {
        foreach (TuneOutcome parent in parents)
        {
            for (int option = 0; option < space.Options.Count; option++)
            {
                for (int choice = 0; choice < space.Options[option].Count; choice++)
                {
                    if (choice != parent.Setting.Choices[option] && parent.Setting.With(option, choice) is { } neighbour)
                    {
                        yield return neighbour;
                    }
                }
            }

            for (int i = 0; i < Moved; i++)
            {
                int[] choices = [.. parent.Setting.Choices];
                for (int change = 0; change < 2 + (i % 2); change++)
                {
                    int option = random.Below(choices.Length);
                    choices[option] = random.Below(space.Options[option].Count);
                }

                if (space.Make(choices) is { } moved)
                {
                    yield return moved;
                }
            }
        }

        for (int i = 0; i < Drawn; i++)
        {
            if (space.Make([.. space.Options.Select(option => random.Below(option.Count))]) is { } drawn)
            {
                yield return drawn;
            }
        }
    }

    /// <summary>A setting with what the model says of it.</summary>
    private sealed record Candidate(TuneSetting Setting, double Gap, double Deviation, double Likely, double Improvement)
    {
        public static Candidate Of(TuneSetting setting, (double Mean, double Deviation) score, (double Mean, double Deviation) excess, double best)
        {
            // With nothing that keeps the limits yet, the chance to keep them is all that counts.
            double likely = Normal.CDF(0, 1, -excess.Mean / excess.Deviation);
            if (double.IsNaN(best))
            {
                return new(setting, score.Mean, score.Deviation, likely, likely - (0.01 * excess.Mean));
            }

            double u = (best - score.Mean) / score.Deviation;
            double improvement = score.Deviation * ((u * Normal.CDF(0, 1, u)) + Normal.PDF(0, 1, u));
            return new(setting, score.Mean - best, score.Deviation, likely, improvement * likely);
        }
    }
}
