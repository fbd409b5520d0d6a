using AllocSim.Allocator.Jemalloc.Background;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Ctl.Targets;

/// <summary>The background threads as the controls see them.</summary>
public interface ICtlBackground
{
    /// <summary>Guards their coming and going; taken whether or not they run. (background_thread_lock)</summary>
    SimMutex Mutex { get; }

    /// <summary>Whether they are switched on. (background_thread_enabled)</summary>
    bool IsEnabled { get; }

    /// <summary>Most of them that there may be now. (max_background_threads)</summary>
    ulong Max { get; }

    /// <summary>Most of them that there may ever be. (opt_max_background_threads)</summary>
    ulong Limit { get; }

    /// <summary>Switches them on or off. The lock is held.</summary>
    void Switch(int thread, bool enable);

    /// <summary>Sets <see cref="Max"/>; they end and start again. The lock is held.</summary>
    void SetMax(int thread, ulong max);

    /// <summary>Sees to it that an arena has its thread, if they are on. Takes the lock.</summary>
    void Create(int thread, int arena);

    /// <summary>Keeps an arena's thread from it while it is reset, or lets it at it again. The lock is held.</summary>
    void SetPaused(int thread, int arena, bool isPaused);

    /// <summary>Their statistics. Takes the lock.</summary>
    BackgroundThreadStats ReadStats(int thread);
}
