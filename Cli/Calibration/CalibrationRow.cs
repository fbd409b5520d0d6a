namespace AllocSim.Cli.Calibration;

/// <summary>One equation of a calibration: what a trace was measured to take, and how much of each kind it holds.</summary>
/// <param name="Name">The trace; "loop of" before it where the calls did nothing.</param>
/// <param name="Counts">For each fitted kind.</param>
/// <param name="SamplesNs">What each run took, nanoseconds.</param>
internal sealed record CalibrationRow(string Name, double[] Counts, double[] SamplesNs)
{
    /// <summary>A row whose median is as sure as this has its whole weight, and is not run again.</summary>
    public const double Steady = 0.02;

    /// <summary>The middle one of the runs, nanoseconds.</summary>
    public double MedianNs { get; } = Medians.Of(SamplesNs);

    /// <summary>How much the row counts in a fit: less where its runs disagree. Above 0, at most 1.</summary>
    public double Weight { get; } = Steady / Math.Max(Steady, UncertaintyOf(SamplesNs));

    /// <summary>How far off the median of runs may be, as a share of it: the width of their middle half, by the root of their number.</summary>
    public static double UncertaintyOf(IReadOnlyCollection<double> samplesNs)
    {
        double[] sorted = [.. samplesNs.Order()];
        double median = Medians.Of(sorted);
        return median == 0 ? 0 : (Medians.Quantile(sorted, 0.75) - Medians.Quantile(sorted, 0.25)) / (median * Math.Sqrt(sorted.Length));
    }
}
