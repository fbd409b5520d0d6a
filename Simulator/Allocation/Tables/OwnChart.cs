namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>A picture of an allocator's own tables, as data: who reports draws it.</summary>
public abstract record OwnChart
{
    /// <summary>File name without extension, also the stem of its data.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows; the run's name is put behind it.</summary>
    public required string Title { get; init; }

    /// <summary>Where it stands on a page.</summary>
    public ChartSection Section { get; init; }

    /// <summary>What the values are called on the axis; empty for the unit's usual name.</summary>
    public string ValueLabel { get; init; } = "";

    /// <summary>Unit of the values: bytes, pages, or empty for plain numbers.</summary>
    public string ValueUnit { get; init; } = "";

    /// <summary>The largest value that the axis is made for; null for that of the parts.</summary>
    public double? ValueMax { get; init; }

    /// <summary>Lines, or the parts of bars from the bottom up.</summary>
    public required IReadOnlyList<OwnSeries> Series { get; init; }
}
