namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>What the values of a column are.</summary>
public enum ColumnKind
{
    /// <summary>Which thing a row is about: an index, a size class, an address.</summary>
    Key,

    /// <summary>A state at the time of the row.</summary>
    Gauge,

    /// <summary>A limit: a state that can change with time alone, while nothing happens.</summary>
    Limit,

    /// <summary>A count since the start; it never falls.</summary>
    Counter,
}
