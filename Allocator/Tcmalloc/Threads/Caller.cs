namespace AllocSim.Allocator.Tcmalloc.Threads;

/// <summary>Who is calling: set where a call leaves the thread's own cache, as everything below may take locks.</summary>
internal sealed class Caller
{
    /// <summary>The number of the thread.</summary>
    public int Thread { get; set; }
}
