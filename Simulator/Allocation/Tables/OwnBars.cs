namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>Bars side by side, each made of parts, with a note above each.</summary>
public sealed record OwnBars : OwnChart
{
    /// <summary>What the categories are called on the axis.</summary>
    public required string CategoryLabel { get; init; }

    /// <summary>Their unit; empty where they say it themselves.</summary>
    public string CategoryUnit { get; init; } = "";

    /// <summary>Column of the categories in the chart's data.</summary>
    public required string CategoryColumn { get; init; }

    /// <summary>The categories, from left to right.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>Column of the notes in the chart's data.</summary>
    public required string NoteColumn { get; init; }

    /// <summary>What stands above each bar; empty for nothing.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
