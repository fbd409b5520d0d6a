namespace AllocSim.Allocator.Jemalloc.Threads;

/// <summary>Bytes that a thread allocated, or freed, and when the next event that counts them is due.</summary>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/thread_event.h`.</remarks>
internal struct EventCounter
{
    /// <summary>Bytes so far.</summary>
    public ulong Current;

    /// <summary>What <see cref="NextEvent"/> is on the fast path: 0 where the fast path may not be taken.</summary>
    public ulong NextEventFast;

    /// <summary>Bytes at which something is due.</summary>
    public ulong NextEvent;

    /// <summary>Bytes when something was due last.</summary>
    public ulong LastEvent;

    /// <summary>Bytes from the last event to a step of garbage collection; 0 when that is off.</summary>
    public ulong GcWait;

    /// <summary>Bytes from the last event to a look at the thread's peak.</summary>
    public ulong PeakWait;
}
