using AllocSim.Simulator.Costs;

namespace AllocSim.Cli.Calibration;

/// <summary>One entry of a calibrated cost table: what it is, how sure that is, and where it is from.</summary>
public sealed record CostEstimate
{
    /// <summary>Which cost.</summary>
    public required CostKind Kind { get; init; }

    /// <summary>What the calibrated table says, nanoseconds: four significant digits, at most three decimals.</summary>
    public required decimal Ns { get; init; }

    /// <summary>Before rounding.</summary>
    public required double EstimateNs { get; init; }

    /// <summary>Lower end of the interval that holds 95 % of the fits to resampled runs; of what was measured by itself the least run.</summary>
    public required double LowNs { get; init; }

    /// <summary>Its upper end.</summary>
    public required double HighNs { get; init; }

    /// <summary>How much of the estimate comes from the measurements: 1 all of it, 0 none, which leaves the value by hand.</summary>
    public required double Resolution { get; init; }

    /// <summary>The value by hand.</summary>
    public required decimal GuessNs { get; init; }

    /// <summary>Where the entry is from.</summary>
    public required CostOrigin Origin { get; init; }

    /// <summary>The same estimate where the table keeps its default value all the same.</summary>
    public CostEstimate Kept(decimal defaultNs) => this with { Ns = defaultNs, Origin = CostOrigin.Default };

    /// <summary>A figure as a table has it.</summary>
    public static decimal Rounded(double ns)
    {
        int decimals = ns < 10 ? 3 : ns < 100 ? 2 : ns < 1000 ? 1 : 0;
        return (decimal)Math.Round(ns, decimals);
    }
}
