namespace AllocSim.Cli.Calibration;

/// <summary>One equation of a calibration: what a trace was measured to take, and how much of each kind it holds.</summary>
/// <param name="Name">The trace; "loop of" before it where the calls did nothing.</param>
/// <param name="Counts">For each fitted kind.</param>
/// <param name="SamplesNs">What each run took, nanoseconds.</param>
internal sealed record CalibrationRow(string Name, double[] Counts, double[] SamplesNs)
{
    /// <summary>The middle one of the runs, nanoseconds.</summary>
    public double MedianNs { get; } = Medians.Of(SamplesNs);
}
