namespace AllocSim.Allocator.Jemalloc.Ctl.Targets;

/// <summary>A thread as the controls see it.</summary>
public interface ICtlThread
{
    /// <summary>Bytes that the thread has allocated.</summary>
    ulong Allocated { get; }

    /// <summary>Bytes that the thread has freed.</summary>
    ulong Deallocated { get; }

    /// <summary>Simulated address of the first counter in the thread's block.</summary>
    ulong AllocatedAddress { get; }

    /// <summary>Simulated address of the second counter in the thread's block.</summary>
    ulong DeallocatedAddress { get; }

    /// <summary>Brings the peak up to date and returns the largest value of allocated less freed since it was last reset, bytes.</summary>
    ulong ReadPeak();

    /// <summary>Forgets the peak.</summary>
    void ResetPeak();

    /// <summary>Index of the thread's arena, which is chosen now if it has none. (arena_choose)</summary>
    /// <returns>Null when no arena can be made.</returns>
    int? ChooseArena();

    /// <summary>Moves the thread, with its cache, to another arena, which is initialised if need be. (arena_migrate, tcache_arena_reassociate)</summary>
    /// <returns>False when the arena cannot be made.</returns>
    bool TryMigrate(int newArena);

    /// <summary>Whether the thread uses its cache; setting it makes or flushes the cache. (tcache_enabled_get, tcache_enabled_set)</summary>
    bool TcacheEnabled { get; set; }

    /// <summary>Whether the thread's cache can be used now, being made if need be. (tcache_available)</summary>
    bool TcacheAvailable { get; }

    /// <summary>Empties the thread's cache. (tcache_flush)</summary>
    void FlushTcache();

    /// <summary>Largest size that the thread caches, bytes, a size class; setting it makes the cache anew. (thread_tcache_max_set)</summary>
    ulong TcacheMax { get; set; }

    /// <summary>Objects that the thread's cache holds of the class of a size; 0 without one. (tcache_bin_ncached_max_read)</summary>
    ulong CacheSizeOf(ulong size);
}
