namespace AllocSim.Reports.Charts;

/// <summary>One bar for each category, made of parts; a note stands above each bar.</summary>
public sealed record StackedBarChart : Chart
{
    /// <summary>Column name of the categories.</summary>
    public required string CategoryColumn { get; init; }

    /// <summary>The categories, from left to right.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>The parts, from the bottom up.</summary>
    public required IReadOnlyList<LineSeries> Parts { get; init; }

    /// <summary>Whether the values lie so far apart that the scale is logarithmic; the parts of a bar then stand side by side.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Column name of the notes.</summary>
    public required string NoteColumn { get; init; }

    /// <summary>What stands above each bar.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
