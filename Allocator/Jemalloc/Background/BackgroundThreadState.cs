namespace AllocSim.Allocator.Jemalloc.Background;

/// <summary>What a background thread has been told to be. (background_thread_state_t)</summary>
internal enum BackgroundThreadState
{
    /// <summary>It does not run, or is to end.</summary>
    Stopped,

    /// <summary>It is asked for; it may still have to be created.</summary>
    Started,

    /// <summary>It is to leave its arenas alone: one of them is being reset.</summary>
    Paused,
}
