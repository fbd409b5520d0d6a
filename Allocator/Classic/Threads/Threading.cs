namespace AllocSim.Allocator.Classic.Threads;

/// <summary>Which thread calls, and whether the library knows that there is more than one.</summary>
internal sealed class Threading
{
    /// <summary>Locks are taken and caches are used. (isthreaded)</summary>
    public bool IsThreaded { get; set; }

    /// <summary>The caller.</summary>
    public ThreadRecord Current { get; set; } = new(0);
}
