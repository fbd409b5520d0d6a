using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Sources;

/// <summary>Opens a trace of any known format, recognised by its content.</summary>
public static class TraceFile
{
    /// <summary>Opens a trace, plain or gzip.</summary>
    /// <exception cref="Simulator.Operations.TraceFormatException">The file cannot be opened, or holds no known format.</exception>
    public static IRepairedTrace Open(string path, TraceReadOptions? options = null) => TextTraceReader.Open(path, options);
}
