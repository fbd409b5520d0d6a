using AllocSim.Cli.Calibration.Choosing;
using AllocSim.Reports.Validation;
using AllocSim.Simulator.Costs;

namespace AllocSim.Cli.Calibration;

/// <summary>What a calibration found.</summary>
public sealed record Calibration
{
    /// <summary>The calibrated table, complete.</summary>
    public required CostTable Table { get; init; }

    /// <summary>Every entry, in the order of the table.</summary>
    public required IReadOnlyList<CostEstimate> Estimates { get; init; }

    /// <summary>The real run that two costs were chosen by.</summary>
    public required ContendedFigures Contended { get; init; }

    /// <summary>The same run, simulated with the calibrated table.</summary>
    public required ContendedFigures SimulatedContended { get; init; }

    /// <summary>The traces that the costs were fitted to.</summary>
    public required IReadOnlyList<Prediction> Fitted { get; init; }

    /// <summary>The groups of entries that are as measured; the others have the default table's values.</summary>
    public required IReadOnlyList<CostGroup> MeasuredGroups { get; init; }

    /// <summary>Micro-traces that were run again because their runs disagreed.</summary>
    public required int RepeatedCount { get; init; }

    /// <summary>Runs that no cost was fitted to.</summary>
    public required IReadOnlyList<HeldOutRow> HeldOut { get; init; }
}
