namespace AllocSim.Cli.Calibration;

/// <summary>Middles of measurements.</summary>
public static class Medians
{
    /// <summary>The median; the mean of the middle two of an even number. 0 of none.</summary>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int half = sorted.Length / 2;
        return sorted.Length == 0 ? 0 : sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /// <summary>The value below which a share of sorted values lies, the nearest of them.</summary>
    public static double Quantile(IReadOnlyList<double> sorted, double share) => sorted[(int)Math.Round(share * (sorted.Count - 1))];
}
