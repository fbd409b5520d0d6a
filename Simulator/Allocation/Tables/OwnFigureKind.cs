namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>How a figure of a summary is made of a gauge.</summary>
public enum OwnFigureKind
{
    /// <summary>Its largest value.</summary>
    Peak,

    /// <summary>Its last value.</summary>
    End,

    /// <summary>Its last value over that of another one, 0 to 1; 0 where that is 0.</summary>
    RatioAtEnd,
}
