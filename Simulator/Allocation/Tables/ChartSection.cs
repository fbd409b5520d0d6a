namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>Where a chart stands on a page.</summary>
public enum ChartSection
{
    /// <summary>Among further charts.</summary>
    More,

    /// <summary>Memory over time.</summary>
    Memory,

    /// <summary>What is paid for and holds nothing.</summary>
    Fragmentation,

    /// <summary>Unused pages, and what is done to give them back.</summary>
    System,

    /// <summary>How small objects are packed.</summary>
    SmallObjects,

    /// <summary>Ranges of pages and where they lie.</summary>
    Addresses,

    /// <summary>Threads and locks.</summary>
    Locks,
}
