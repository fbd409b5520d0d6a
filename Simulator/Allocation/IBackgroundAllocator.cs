namespace AllocSim.Simulator.Allocation;

/// <summary>An allocator with threads of its own, which act between the program's operations.</summary>
/// <remarks>
/// A thread wants to run when it is new, when it was signalled and when its sleep is over. Whoever runs the trace lets it, at that time: after all operations of the same
/// time and before any later one; of several threads the earliest is first, then the one with the lowest number.
/// </remarks>
public interface IBackgroundAllocator
{
    /// <summary>Whether there are such threads now; it changes only at the start and by a control.</summary>
    bool HasBackgroundThreads { get; }

    /// <summary>When the next one wants to run, nanoseconds on the machine's clock; <see cref="long.MaxValue"/> when all sleep until they are signalled.</summary>
    long NextWakeNs { get; }

    /// <summary>Number of the thread that runs next, from 0.</summary>
    int NextThread { get; }

    /// <summary>Runs that thread until it sleeps or ends. The machine's clock already shows its time.</summary>
    void RunNext();
}
