namespace AllocSim.Workloads;

/// <summary>What is known about where a trace comes from. All of it may be unknown: empty or 0.</summary>
public sealed record TraceOrigin
{
    /// <summary>Path of the program's executable file.</summary>
    public string Program { get; init; } = "";

    /// <summary>Command line, arguments parted by spaces.</summary>
    public string Command { get; init; } = "";

    /// <summary>What made the trace: the recorder, an importer and the format it read, a generator and its model.</summary>
    public string Source { get; init; } = "";

    /// <summary>Where the times come from: "recorded", or a declared clock such as "declared, 100 ns/op". Reports quote it.</summary>
    public string Clock { get; init; } = "";

    /// <summary>Bytes in a page of the host.</summary>
    public int PageSize { get; init; }

    /// <summary>CPUs of the host.</summary>
    public int Cpus { get; init; }

    /// <summary>Process that was recorded.</summary>
    public int Process { get; init; }

    /// <summary>When recording began: nanoseconds since 1970 (UTC) at time 0 of the trace.</summary>
    public long StartUnixNs { get; init; }
}
