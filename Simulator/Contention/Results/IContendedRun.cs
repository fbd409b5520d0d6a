using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Results;

/// <summary>A trace in simulated time, whatever its allocator: what reports read when it is over.</summary>
public interface IContendedRun
{
    /// <summary>Threads, CPUs and locks.</summary>
    ContentionKernel Kernel { get; }

    /// <summary>How long operations took.</summary>
    LatencyTable Latencies { get; }

    /// <summary>From the first operation's start to the last one's end, nanoseconds.</summary>
    long SimulatedNs { get; }

    /// <summary>Whether the threads are none of the program's main thread; see <see cref="ContendedOptions.OwnsThreads"/>.</summary>
    bool OwnsThreads { get; }

    /// <summary>Operations run.</summary>
    long OperationCount { get; }

    /// <summary>Times that a thread had to wait because it was too far ahead of the trace's other threads.</summary>
    long ReadAheadStalls { get; }

    /// <summary>The call that a thread is at, or was at last.</summary>
    OperationKind KindOf(SimThread thread);

    /// <summary>What is known of each thread, in the order of the kernel's, background threads last.</summary>
    IEnumerable<ThreadSummary> ThreadSummaries { get; }
}
