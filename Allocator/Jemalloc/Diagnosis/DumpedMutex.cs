namespace AllocSim.Allocator.Jemalloc.Diagnosis;

/// <summary>A mutex in a dump, of all arenas together where arenas have one each.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Operations">Times that it was taken.</param>
/// <param name="Waits">Times that a thread waited for it.</param>
/// <param name="WaitNs">Nanoseconds waited.</param>
/// <param name="MaxWaitNs">The longest wait.</param>
internal sealed record DumpedMutex(string Name, double Operations, double Waits, double WaitNs, double MaxWaitNs);
