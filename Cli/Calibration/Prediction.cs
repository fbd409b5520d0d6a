namespace AllocSim.Cli.Calibration;

/// <summary>A measured time beside what a cost table says.</summary>
/// <param name="Name">The trace.</param>
/// <param name="MeasuredNs">Median of the real runs, nanoseconds.</param>
/// <param name="PredictedNs">By the calibrated table.</param>
/// <param name="GuessNs">By the table set by hand.</param>
public sealed record Prediction(string Name, double MeasuredNs, double PredictedNs, double GuessNs)
{
    /// <summary>Predicted over measured, less 1.</summary>
    public double Error => (PredictedNs / MeasuredNs) - 1;

    /// <summary>The same of the table set by hand.</summary>
    public double GuessError => (GuessNs / MeasuredNs) - 1;
}
