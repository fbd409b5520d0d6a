using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Reports.Charts;

/// <summary>A picture as data and description; how it is drawn is a renderer's business.</summary>
public abstract record Chart
{
    /// <summary>File name without extension, also the stem of its data and script.</summary>
    public required string Name { get; init; }

    /// <summary>What the picture says, on top of it.</summary>
    public required string Title { get; init; }

    /// <summary>Where it stands on a page; where nothing is said, its name decides.</summary>
    public ChartSection Section { get; init; }

    /// <summary>The horizontal axis.</summary>
    public required Axis Horizontal { get; init; }

    /// <summary>The vertical axis.</summary>
    public required Axis Vertical { get; init; }
}
