namespace AllocSim.Simulator.Contention;

/// <summary>How a trace is run in simulated time.</summary>
public sealed record ContendedOptions
{
    /// <summary>CPUs, costs, locks.</summary>
    public required ContentionSettings Settings { get; init; }

    /// <summary>Recorded gaps are divided by this; at least 1.</summary>
    public int Speedup { get; init; } = 1;

    /// <summary>Threads do not think at all.</summary>
    public bool IsFlatOut { get; init; }

    /// <summary>Number of the main thread where <see cref="OwnsThreads"/> is set, unless the trace begins with threads above it: no thread of a trace that begins later may have the same.</summary>
    public const int OwnMainThread = 1 << 14;

    /// <summary>Every thread exits after its last operation, and starts at once: as where a program runs the trace on threads of its own.</summary>
    public bool OwnsThreads { get; init; }

    /// <summary>Most operations that are read before their threads reach them; a thread that is further ahead than that waits.</summary>
    public int ReadAheadOperations { get; init; } = 1 << 20;

    /// <summary>Size class of a request, for latencies: what it says is the largest request of the class. Null for powers of two.</summary>
    public Func<ulong, ulong>? SizeClassOf { get; init; }
}
