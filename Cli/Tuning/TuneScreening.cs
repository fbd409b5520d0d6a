using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Requirements;
using AllocSim.Cli.Runs;
using MathNet.Numerics.Statistics;

namespace AllocSim.Cli.Tuning;

/// <summary>Tries each option alone, on slices of long traces that are most like the whole, and leaves out options that change nothing.</summary>
public sealed class TuneScreening
{
    private const double BudgetShare = 0.35;
    private const double Change = 1e-4;
    private const double CorrelationMin = 0.7;

    private readonly TuneStudy _study;
    private readonly TuneGoal _goal;
    private readonly TuneBudget _budget;

    /// <summary>Makes a screening.</summary>
    /// <param name="study">Who runs settings; the defaults of each space and some presets were run.</param>
    /// <param name="goal">What is looked for; its reference is known.</param>
    /// <param name="budget">What may be used.</param>
    public TuneScreening(TuneStudy study, TuneGoal goal, TuneBudget budget)
    {
        _study = study;
        _goal = goal;
        _budget = budget;
    }

    /// <summary>What was done, in words.</summary>
    public string Words { get; private set; } = "";

    /// <summary>For each space, the options that matter with what each choice came to, best space of choices first.</summary>
    /// <param name="spaces">The spaces.</param>
    /// <param name="directory">Where slices go.</param>
    public IReadOnlyList<(TuneSpace Space, IReadOnlyList<TuneOutcome> Alone)> Run(IReadOnlyList<TuneSpace> spaces, string directory)
    {
        (IReadOnlyList<WeightedTrace> traces, IReadOnlyList<RunRequest> common, double cost, string where) = Slices(directory);
        int allowed = (int)(_budget.Evaluations * BudgetShare / cost);
        TuneSetting[] anchors = [.. _study.Outcomes.Select(outcome => outcome.Setting)];
        bool isSliced = cost < 1;
        List<TuneSetting> settings = isSliced ? [.. anchors] : [];
        foreach (TuneSpace space in spaces)
        {
            settings.AddRange(Alone(space, Math.Max(1, (allowed - settings.Count) / Math.Max(1, spaces.Sum(each => each.Options.Count)))));
        }

        HashSet<string> single = [.. settings.Skip(isSliced ? anchors.Length : 0).Select(setting => setting.Key)];
        settings = [.. settings.DistinctBy(setting => setting.Key).Take(Math.Max(anchors.Length, allowed))];
        IReadOnlyList<TuneOutcome> outcomes = isSliced ? _study.RunAlone("screening", settings, traces, common) : _study.Evaluate("screening", settings);
        _budget.Spend(settings.Count * cost);
        double agreement = isSliced ? Agreement(outcomes, anchors.Length) : double.NaN;
        // A slice that does not tell apart what differs on the whole is as poor as one that puts it in another order: what changes nothing there may matter.
        bool isPoor = isSliced && !(agreement >= CorrelationMin);
        (TuneSpace, IReadOnlyList<TuneOutcome>)[] kept = [.. spaces.Select(space => Keep(space, isSliced ? outcomes : [.. _study.Outcomes], isPoor))];
        Words = string.Create(CultureInfo.InvariantCulture, $"{Counted.Of(settings.Count(setting => single.Contains(setting.Key)), "setting")} of single options {(single.Count == 1 ? "was" : "were")} tried first{where}{(isSliced ? Told(agreement, anchors.Length) : "")}; {(isPoor ? "so all" : kept.Sum(each => each.Item1.Options.Count).ToString(CultureInfo.InvariantCulture) + " of")} {Counted.Of(spaces.Sum(space => space.Options.Count), "option")} {(spaces.Sum(space => space.Options.Count) == 1 ? "was" : "were")} searched further{(isPoor ? "" : ", the others change nothing")}.");
        return kept;
    }

    /// <summary>The part of each trace that is most like it; what a run of them costs against one of the whole traces.</summary>
    private (IReadOnlyList<WeightedTrace> Traces, IReadOnlyList<RunRequest> Common, double Cost, string Where) Slices(string directory)
    {
        List<WeightedTrace> traces = [];
        List<string> where = [];
        long all = 0, cut = 0;
        for (int i = 0; i < _study.Traces.Count; i++)
        {
            RunRequest request = _study.Common[i];
            all += request.Decoded!.OperationCount;
            if (TraceParts.MostAlike(request.Decoded) is not var (from, to))
            {
                traces.Add(_study.Traces[i]);
                cut += request.Decoded.OperationCount;
                continue;
            }

            string path = Path.Combine(directory, "parts", string.Create(CultureInfo.InvariantCulture, $"{request.TraceName}-{from}-{to}.atrace"));
            TraceParts.WriteSlice(path, request, from, to);
            traces.Add(_study.Traces[i] with { Path = path });
            where.Add(string.Create(CultureInfo.InvariantCulture, $"operations {from} to {to} of {request.TraceName}"));
            cut += to - from;
        }

        double cost = (double)cut / all;
        return (traces, [.. traces.Select((trace, i) => trace == _study.Traces[i] ? _study.Common[i] : (_study.Common[i] with { TracePath = trace.Path, Decoded = null, KnownSha256 = null }).Decode())],
            cost, where.Count == 0 ? "" : $", on {string.Join(", ", where)}");
    }

    /// <summary>Some choices of each option with all others at their defaults, spread evenly over its values.</summary>
    private static IEnumerable<TuneSetting> Alone(TuneSpace space, int each)
        => space.Options.SelectMany((option, at) => Enumerable.Range(0, Math.Min(each, option.Values.Count))
            .Select(i => each >= option.Values.Count ? i + 1 : each == 1 ? 1 : 1 + (int)Math.Round(i * (option.Values.Count - 1.0) / (each - 1)))
            .Distinct().Select(choice => space.Defaults.With(at, choice) ?? Enabled(space, at, choice)).OfType<TuneSetting>());

    /// <summary>A choice of an option that needs another one's value, with that.</summary>
    private static TuneSetting? Enabled(TuneSpace space, int option, int choice)
    {
        int[] choices = new int[space.Options.Count];
        choices[option] = choice;
        if (space.Options[option].Range.Needs is { } needs && space.Options.ToList().FindIndex(each => each.Name == needs.Name) is >= 0 and int at)
        {
            choices[at] = space.Options[at].Values.ToList().IndexOf(needs.Value) + 1;
        }

        return space.Make(choices);
    }

    /// <summary>Holds the slices against the whole: how far settings come in the same order on both, 1 for the same; not a number where too few were run to say.</summary>
    private double Agreement(IReadOnlyList<TuneOutcome> outcomes, int anchors)
        => anchors < 3 ? double.NaN : Correlation.Spearman([.. outcomes.Take(anchors).Select(outcome => Score(outcome, outcomes[0]))], [.. _study.Outcomes.Take(anchors).Select(_goal.Score)]);

    private static string Told(double agreement, int anchors) => double.IsNaN(agreement) ? " (which cannot be held against the whole: the settings of before are too few, or come to the same)"
        : string.Create(CultureInfo.InvariantCulture, $" (the rank correlation of {anchors} settings with the whole is {agreement:0.00}{(agreement < CorrelationMin ? ", which is poor" : "")})");

    private double Score(TuneOutcome outcome, TuneOutcome reference)
        => (_goal with { Reference = reference }).Score(outcome);

    /// <summary>The space with the options of which some choice changes the measure or a limited one.</summary>
    private (TuneSpace Space, IReadOnlyList<TuneOutcome> Alone) Keep(TuneSpace space, IReadOnlyList<TuneOutcome> outcomes, bool all)
    {
        TuneOutcome[] mine = [.. outcomes.Where(outcome => outcome.Setting.Space == space)];
        TuneOutcome plain = mine.First(outcome => outcome.Setting.SetCount == 0);
        Measure[] measures = [_goal.Minimise, .. _goal.Limits.Select(limit => limit.Measure)];
        int[] matter = [.. Enumerable.Range(0, space.Options.Count).Where(at => all || Matters(at))];
        TuneSpace kept = matter.Length == space.Options.Count ? space : space.Only(matter);
        return (kept, mine);

        bool Matters(int option) => mine.Where(outcome => outcome.Setting.Choices[option] > 0).ToArray() is var set && (set.Length == 0 || set.Any(Differs));

        bool Differs(TuneOutcome outcome) => measures.Any(measure => Enumerable.Range(0, outcome.Rows.Count).Any(trace => Math.Abs(outcome[measure, trace] - plain[measure, trace]) > Change * Math.Abs(plain[measure, trace])));
    }
}
