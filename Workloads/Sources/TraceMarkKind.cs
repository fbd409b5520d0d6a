namespace AllocSim.Workloads.Sources;

/// <summary>Kinds of marks.</summary>
public enum TraceMarkKind
{
    /// <summary>A note at a point of the trace.</summary>
    Note,

    /// <summary>A thread started; the text is its name where known.</summary>
    ThreadStart,

    /// <summary>The process's resident bytes, sampled.</summary>
    ResidentSample,

    /// <summary>The process forked; the value is the child's process number.</summary>
    Fork,

    /// <summary>The process replaced its program; the text is the new one.</summary>
    Exec,

    /// <summary>Calls that failed and so made no operation; the value is how many.</summary>
    FailedCalls,
}
