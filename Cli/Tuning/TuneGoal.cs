using AllocSim.Cli.Requirements;
using AllocSim.Cli.Runs;

namespace AllocSim.Cli.Tuning;

/// <summary>What a search looks for: the least of a measure, relative to the defaults and weighted over the traces, among settings that keep every limit on every trace.</summary>
/// <param name="Minimise">The measure.</param>
/// <param name="Limits">The limits; changes are against the defaults.</param>
/// <param name="Traces">The traces.</param>
public sealed record TuneGoal(Measure Minimise, IReadOnlyList<Requirement> Limits, IReadOnlyList<WeightedTrace> Traces)
{
    /// <summary>What every setting is held to: a request that is refused takes no memory and no time, so that a setting under which more of them are refused than with the defaults would seem better for it.</summary>
    internal static Measure Failed { get; } = Measures.Find("failed_allocations", Measures.Of([]))!;

    private static readonly Requirement NoMoreFailures = new(Failed, "<=", 0, true, $"{Failed.Column}<=+0%", "");

    /// <summary>The defaults, which everything is held against.</summary>
    public TuneOutcome? Reference { get; set; }

    /// <summary>Whether the measure is 0 with the defaults on every trace, so that nothing can make it smaller.</summary>
    internal bool IsNothing => Enumerable.Range(0, Traces.Count).All(trace => Reference![Minimise, trace] == 0);

    /// <summary>How much of the measure is left, 1 for as much as with the defaults.</summary>
    public double Score(TuneOutcome outcome) => Score(outcome, Minimise);

    /// <summary>The same of another measure.</summary>
    public double Score(TuneOutcome outcome, Measure measure)
        => Enumerable.Range(0, Traces.Count).Sum(trace => Traces[trace].Weight * Share(outcome[measure, trace], Reference![measure, trace])) / Traces.Sum(trace => trace.Weight);

    /// <summary>How far the worst limit is missed, as a fraction of it; 0 and less where all are kept.</summary>
    public double Excess(TuneOutcome outcome) => Breaches(outcome).Select(breach => breach.Excess).DefaultIfEmpty(0).Max();

    /// <summary>Whether every limit is kept on every trace.</summary>
    public bool IsMet(TuneOutcome outcome) => Breaches(outcome).All(breach => breach.IsMet);

    /// <summary>How each limit stands on each trace; that no more allocations are refused than with the defaults only where it is missed.</summary>
    public IEnumerable<(Requirement Limit, int Trace, double Value, double Bound, double Excess, bool IsMet)> Breaches(TuneOutcome outcome)
    {
        foreach (Requirement limit in Limits)
        {
            for (int trace = 0; trace < Traces.Count; trace++)
            {
                double value = outcome[limit.Measure, trace];
                double bound = limit.LimitFor(Reference![limit.Measure, trace])!.Value;
                double excess = (limit.IsUpper ? value - bound : bound - value) / Math.Max(Math.Abs(bound), 1e-9);
                yield return (limit, trace, value, bound, excess, limit.IsMet(value, bound));
            }
        }

        for (int trace = 0; trace < Traces.Count && Limits.All(limit => limit.Measure.Column != Failed.Column); trace++)
        {
            double value = outcome[Failed, trace];
            double bound = Reference![Failed, trace];
            if (value > bound)
            {
                yield return (NoMoreFailures, trace, value, bound, (value - bound) / Math.Max(bound, 1), false);
            }
        }
    }

    /// <summary>Puts outcomes in order, the best first: those that keep all limits by their score, then the others by how far they miss; of equals the one that sets fewer options, then the one that was run first.</summary>
    public IReadOnlyList<TuneOutcome> Ranked(IEnumerable<TuneOutcome> outcomes)
        => [.. outcomes.Select(outcome => (outcome, isMet: IsMet(outcome)))
            .OrderBy(each => each.isMet ? 0 : 1)
            .ThenBy(each => each.isMet ? Score(each.outcome) : Excess(each.outcome))
            .ThenBy(each => each.outcome.Setting.SetCount)
            .ThenBy(each => each.outcome.Number)
            .Select(each => each.outcome)];

    private static double Share(double value, double reference) => reference == 0 ? value == 0 ? 1 : 2 : value / reference;
}
