namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>A figure of summary.csv that is made of an allocator's own gauges.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Kind">How it is made.</param>
/// <param name="Gauge">Name of the gauge.</param>
/// <param name="Of">For a ratio: name of the gauge that it is a part of.</param>
public sealed record OwnFigure(string Name, OwnFigureKind Kind, string Gauge, string Of = "")
{
    /// <summary>Whether it counts pages given back to the system, and stands before the calls that gave them back.</summary>
    public bool IsGivenBackPages { get; init; }
}
