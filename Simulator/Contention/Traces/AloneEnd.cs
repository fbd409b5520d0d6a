namespace AllocSim.Simulator.Contention.Traces;

/// <summary>Why a row of operations that were run straight from the trace has ended.</summary>
internal enum AloneEnd
{
    /// <summary>The next operation, if any, needs a closer look.</summary>
    Stopped,

    /// <summary>The last one may not be over yet.</summary>
    UnderWay,

    /// <summary>Something else happens before the next one begins.</summary>
    Thinks,
}
