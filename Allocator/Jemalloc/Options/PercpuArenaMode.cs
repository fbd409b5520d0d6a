namespace AllocSim.Allocator.Jemalloc.Options;

/// <summary>Whether a thread uses the arena of the CPU that it runs on.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/arena_types.h`.</remarks>
public enum PercpuArenaMode
{
    /// <summary>One arena for each CPU.</summary>
    Percpu,

    /// <summary>One arena for each two CPUs that share a core: CPU i and CPU i + n/2.</summary>
    Phycpu,

    /// <summary>Threads are assigned to arenas when they begin.</summary>
    Disabled,
}
