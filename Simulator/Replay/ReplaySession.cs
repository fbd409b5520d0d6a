using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Contention.Results;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Replay;

/// <summary>A replay under way, whatever the allocator's type.</summary>
public abstract class ReplaySession
{
    /// <summary>Makes a session.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="allocator">The allocator.</param>
    protected ReplaySession(SimMachine machine, IAllocator allocator)
    {
        Machine = machine;
        Allocator = allocator;
    }

    /// <summary>The machine.</summary>
    public SimMachine Machine { get; }

    /// <summary>The allocator.</summary>
    public IAllocator Allocator { get; }

    /// <summary>Who knows the locks: the allocator, or what holds one for it in simulated time; null where nobody does.</summary>
    public ILockingAllocator? Locking { get => field ?? Allocator as ILockingAllocator; init; }

    /// <summary>The live objects.</summary>
    public abstract ObjectTable Objects { get; }

    /// <summary>Operations replayed.</summary>
    public abstract long OperationCount { get; }

    /// <summary>Calls that the allocator does not have and that were made as their plain counterparts.</summary>
    public abstract long MappedCount { get; }

    /// <summary>Calls that it does not have and that were left out.</summary>
    public abstract long SkippedCount { get; }

    /// <summary>Names that the trace's controls refer to; set before operations are run one batch at a time.</summary>
    public abstract IReadOnlyList<string> Names { get; set; }

    /// <summary>The run in simulated time, where it is one.</summary>
    public virtual IContendedRun? Contended => null;

    /// <summary>Starts the allocator and makes room for objects, before the first operation.</summary>
    public abstract void Prepare(int mainThread, int slots);

    /// <summary>Replays a whole trace.</summary>
    public abstract void Run(ITraceSource source);

    /// <summary>Replays the next operations.</summary>
    public abstract void Run(ReadOnlySpan<Operation> operations);

    /// <summary>Writes the allocator's statistics as its main thread.</summary>
    /// <param name="output">Where they go.</param>
    /// <param name="options">Letters, as malloc_stats_print takes them.</param>
    /// <returns>False when it has none.</returns>
    public bool TryWriteStats(TextWriter output, string options)
    {
        if (Allocator is not IStatistics statistics)
        {
            return false;
        }

        statistics.WriteStats(Math.Max(Machine.Threads.MainThread, 0), output, options);
        return true;
    }
}
