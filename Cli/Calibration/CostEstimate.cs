using AllocSim.Simulator.Costs;

namespace AllocSim.Cli.Calibration;

/// <summary>One entry of a calibrated cost table: what it is, how sure that is, and where it is from.</summary>
public sealed record CostEstimate
{
    /// <summary>Which cost.</summary>
    public required CostKind Kind { get; init; }

    /// <summary>What the calibrated table says, whole nanoseconds.</summary>
    public required long Ns { get; init; }

    /// <summary>Before rounding.</summary>
    public required double EstimateNs { get; init; }

    /// <summary>Lower end of the interval that holds 95 % of the fits to resampled runs.</summary>
    public required double LowNs { get; init; }

    /// <summary>Its upper end.</summary>
    public required double HighNs { get; init; }

    /// <summary>How much of the estimate comes from the measurements: 1 all of it, 0 none, which leaves the value by hand.</summary>
    public required double Resolution { get; init; }

    /// <summary>The value by hand.</summary>
    public required long GuessNs { get; init; }

    /// <summary>Where the entry is from.</summary>
    public required CostOrigin Origin { get; init; }
}
