namespace AllocSim.Reports.Sweeps;

/// <summary>A finished point of a sweep: its values and measures.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Values">Its value on each axis, as tables show it.</param>
/// <param name="Measures">Its measures, in the order of <see cref="SweepMeasure.All"/>; NaN where the point has no value.</param>
public sealed record SweepOutcome(int Number, IReadOnlyList<string> Values, IReadOnlyList<double> Measures)
{
    private static readonly Dictionary<SweepMeasure, int> Order = SweepMeasure.All.Select((measure, i) => (measure, i)).ToDictionary();

    /// <summary>One of its measures; NaN where it has no value.</summary>
    public double this[SweepMeasure measure] => Measures[Order[measure]];

    /// <summary>Whether it has values of both measures.</summary>
    public bool Has(SweepMeasure one, SweepMeasure other) => double.IsFinite(this[one]) && double.IsFinite(this[other]);
}
