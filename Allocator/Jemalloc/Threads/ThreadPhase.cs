namespace AllocSim.Allocator.Jemalloc.Threads;

/// <summary>How far jemalloc has set up a thread's state. (tsd_state)</summary>
internal enum ThreadPhase
{
    /// <summary>The thread has not called the allocator.</summary>
    Uninitialized,

    /// <summary>It has only freed: no cache, no arena.</summary>
    Minimal,

    /// <summary>Ready, with everything the fast path needs.</summary>
    Nominal,

    /// <summary>Ready, but every call takes the slow path.</summary>
    NominalSlow,

    /// <summary>Its destructors have run.</summary>
    Purgatory,
}
