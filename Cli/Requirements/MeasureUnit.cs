namespace AllocSim.Cli.Requirements;

/// <summary>What a measure counts; the last word of its column's name says it.</summary>
public enum MeasureUnit
{
    /// <summary>Bytes: columns that end in _bytes.</summary>
    Bytes,

    /// <summary>Nanoseconds: columns that end in _ns.</summary>
    Nanoseconds,

    /// <summary>A fraction of 1: columns that end in _ratio or _share.</summary>
    Ratio,

    /// <summary>Calls, pages, objects and whatever else is counted.</summary>
    Count,
}
