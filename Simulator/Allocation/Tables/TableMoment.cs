namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>When the rows of a table are read.</summary>
public enum TableMoment
{
    /// <summary>At every sample of the run. The columns <c>operation</c> and <c>time_ns</c> come first, by themselves.</summary>
    Samples,

    /// <summary>When the most bytes are requested, and at the end. The column <c>moment</c> comes first, by itself.</summary>
    PeakAndEnd,

    /// <summary>At the end.</summary>
    End,
}
