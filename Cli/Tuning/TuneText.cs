using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Requirements;
using AllocSim.Reports.Sweeps;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Tuning;

/// <summary>The answer of a search in words, at most twenty lines.</summary>
public sealed class TuneText
{
    private const int TracesMax = 5;
    private const int FrontMax = 3;
    private const int NamedMax = 5;

    private readonly TuneGoal _goal;
    private readonly TuneResult _result;
    private readonly TuneStudy _study;

    /// <summary>Makes the words.</summary>
    /// <param name="goal">What was looked for.</param>
    /// <param name="result">What was found.</param>
    /// <param name="study">Everything that was run.</param>
    public TuneText(TuneGoal goal, TuneResult result, TuneStudy study)
    {
        _goal = goal;
        _result = result;
        _study = study;
    }

    /// <summary>A change as people write it: −12.3%.</summary>
    public static string Change(double ratio) => (ratio > 0 ? "+" : "") + Quantity.Percent(ratio);

    /// <summary>The lines.</summary>
    /// <param name="budget">What was used.</param>
    /// <param name="unsearched">Options that were left out because a serial run does not show what they cost.</param>
    public IReadOnlyList<string> Lines(TuneBudget budget, IReadOnlyList<string> unsearched)
    {
        TuneOutcome answer = _result.Answer;
        List<string> lines = [Head(answer)];
        string used = $"{Counted.Of(Math.Ceiling(budget.Spent), "evaluation")} and {Counted.Of(_study.Outcomes.Count(outcome => outcome.Number >= 0), "setting")} on whole traces";
        lines.Add($"{_goal.Minimise.Column} changes by {Change(_goal.Score(answer) - 1)} against {_goal.Reference!.Setting.Words}{(_goal.Traces.Count > 1 ? ", weighted over the traces" : "")} ({used}).");
        lines.AddRange(Misses(answer));
        lines.AddRange(Enumerable.Range(0, Math.Min(TracesMax, _goal.Traces.Count)).Select(trace => OfTrace(answer, trace)));
        if (_goal.Traces.Count > TracesMax)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"points.csv has {_goal.Traces.Count - TracesMax} more traces."));
        }

        if (_result.Contributions.Count > 0)
        {
            lines.Add("Without each option: " + string.Join(", ", _result.Contributions.Select(each => $"{each.Option} {Change(each.Added)}{(each.Misses ? " (and a limit missed)" : "")}")) + " of the defaults' measure.");
        }

        if (_result.Dropped.Count > 0)
        {
            lines.Add($"Left out, because {(_goal.IsMet(_result.Best) ? "together they save less than 1%" : "without them the limits are missed by no more")}: {string.Join(", ", _result.Dropped)}.");
        }

        lines.AddRange(Front());
        if (_result.Checks.Count > 0)
        {
            lines.Add($"Compared with the defaults elsewhere: {string.Join("; ", _result.Checks)}.");
        }

        lines.Add(_result.Screening);
        lines.AddRange(Unknown(unsearched));
        return [.. lines.Where(line => line.Length > 0)];
    }

    private string Head(TuneOutcome answer)
    {
        Policy policy = answer.Setting.Space.Policy;
        string sizes = answer.Setting.Set.Where(each => each.Name == Sweeps.SweepKnobs.SizeClassesName).Select(each => $", built with size classes {each.Value}").FirstOrDefault() ?? "";
        string shell = policy.Grammar.ForShell(answer.Setting.Conf);
        string what = shell.Length == 0 ? $"{policy.Name} with its defaults{sizes}" : $"{shell}   ({policy.Name}{sizes})";
        return _goal.IsMet(answer) ? $"Run with: {what}" : $"No setting that was tried meets all limits; the closest is: {what}";
    }

    private IEnumerable<string> Misses(TuneOutcome answer)
        => _goal.Breaches(answer).Where(breach => !breach.IsMet).Take(TracesMax).Select(breach => $"It misses {breach.Limit.Text} on {Name(breach.Trace)}: {breach.Limit.Measure.Text(breach.Value)}, {breach.Limit.Margin(breach.Value, breach.Bound)}{(breach.Limit.IsChange ? $" of {breach.Limit.Measure.Text(breach.Bound)}" : "")}.");

    private string OfTrace(TuneOutcome answer, int trace)
    {
        // In simulated time what threads pay is told, whether it is limited or not.
        Measure[] paid = _study.Common[0].Contended is null ? [] : [.. ((string[])["simulated_ns", "lock_wait_ns"]).Select(name => Measures.Find(name, Measures.Of([]))!)];
        Measure[] failed = _goal.Reference![TuneGoal.Failed, trace] > 0 || answer[TuneGoal.Failed, trace] > 0 ? [TuneGoal.Failed] : [];
        Measure[] measures = [.. ((Measure[])[_goal.Minimise, .. _goal.Limits.Select(limit => limit.Measure), .. paid, .. failed]).DistinctBy(measure => measure.Column)];
        return $"{Name(trace)}: " + string.Join("; ", measures.Select(measure =>
        {
            double before = _goal.Reference![measure, trace];
            double after = answer[measure, trace];
            // A limit may name its measure otherwise than the column is called.
            IEnumerable<string> limits = _goal.Limits.Where(limit => limit.Measure.Column == measure.Column).Select(limit => $"limit {limit.Text[limit.Text.IndexOfAny(['<', '>'])..].Replace("<=", "", StringComparison.Ordinal)}");
            string[] notes = [.. ((string[])[before == 0 ? "" : Change((after / before) - 1), string.Join(", ", limits)]).Where(note => note.Length > 0)];
            return $"{measure.Column} {measure.Text(before)} to {measure.Text(after)}{(notes.Length == 0 ? "" : $" ({string.Join("; ", notes)})")}";
        })) + ".";
    }

    /// <summary>Settings that neither other beats in the measure and in time in the system.</summary>
    private IEnumerable<string> Front()
    {
        Measure cost = Measures.Find(_goal.Minimise.Column == SystemTime.Column ? "mean_resident_bytes" : SystemTime.Column, Measures.Of([]))!;
        (TuneOutcome Outcome, double Score, double Cost)[] all = [.. _study.Outcomes.Select(outcome => (outcome, _goal.Score(outcome), _goal.Score(outcome, cost))).OrderBy(each => each.Item2).ThenBy(each => each.Item3).ThenBy(each => each.outcome.Setting.SetCount).ThenBy(each => each.outcome.Number)];
        List<(TuneOutcome Outcome, double Score, double Cost)> front = [];
        foreach ((TuneOutcome Outcome, double Score, double Cost) each in all)
        {
            if (front.Count == 0 || each.Cost < front[^1].Cost - 1e-9)
            {
                front.Add(each);
            }
        }

        if (front.Count < 2)
        {
            yield break;
        }

        // Its ends and its middle tell its shape; points.csv and the charts have all of it.
        foreach (int at in Enumerable.Range(0, Math.Min(FrontMax, front.Count)).Select(i => i * (front.Count - 1) / (Math.Min(FrontMax, front.Count) - 1)).Distinct())
        {
            yield return $"Front: {_goal.Minimise.Column} {Change(front[at].Score - 1)} for {cost.Column} {Change(front[at].Cost - 1)}: {front[at].Outcome.Setting.Words}.";
        }
    }

    private IEnumerable<string> Unknown(IReadOnlyList<string> unsearched)
    {
        bool isSerial = _study.Common[0].Contended is null;
        if (unsearched.Count > 0)
        {
            yield return $"Not searched, because a serial run does not show their cost in time: {string.Join(", ", unsearched.Take(NamedMax))}{(unsearched.Count > NamedMax ? string.Create(CultureInfo.InvariantCulture, $" and {unsearched.Count - NamedMax} more") : "")} (add --timing contended, or name them with --options).";
        }

        yield return $"It cannot know {(isSerial ? "time in the allocator and waiting for locks, " : "")}the effects of CPU caches and the memory bus, other programs on the machine, and loads that were not recorded: measure once before you rely on it.";
    }

    private string Name(int trace) => _study.Common[trace].TraceName;
}
