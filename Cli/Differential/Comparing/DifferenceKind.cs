namespace AllocSim.Cli.Differential.Comparing;

/// <summary>In what the simulator and the real library differ.</summary>
internal enum DifferenceKind
{
    /// <summary>What an operation returned.</summary>
    Answer,

    /// <summary>A call to the system.</summary>
    SystemCall,

    /// <summary>A value of the statistics.</summary>
    Statistics,

    /// <summary>Pages that something is behind.</summary>
    Pages,

    /// <summary>A field of one of the allocator's records.</summary>
    Records,

    /// <summary>A count of a heap profile.</summary>
    Profile,

    /// <summary>The simulator ended with an error of its own.</summary>
    Failure,
}
