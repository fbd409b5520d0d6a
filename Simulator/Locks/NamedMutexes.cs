namespace AllocSim.Simulator.Locks;

/// <summary>A row of a report about mutexes: one of them, or several that are reported together.</summary>
/// <param name="Name">What statistics call it.</param>
/// <param name="Mutexes">The mutexes.</param>
public sealed record NamedMutexes(string Name, IReadOnlyList<SimMutex> Mutexes);
