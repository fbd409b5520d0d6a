using AllocSim.Workloads.Atrace;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Sources;

/// <summary>Opens a trace of any known format, recognised by its content.</summary>
public static class TraceFile
{
    private const int SniffBytes = 64 << 10;

    /// <summary>Opens a trace, plain or gzip.</summary>
    /// <exception cref="Simulator.Operations.TraceFormatException">The file cannot be opened, or holds no known format.</exception>
    public static IOriginTrace Open(string path, TraceReadOptions? options = null)
    {
        Stream stream = TraceStream.Open(path);
        try
        {
            return Open(stream, path, options ?? TraceReadOptions.Strict);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads a trace from a stream, which it then owns.</summary>
    public static IOriginTrace Open(Stream stream, string name, TraceReadOptions options)
    {
        stream = TraceStream.Unpack(stream);
        byte[] head = TraceStream.ReadHead(stream, SniffBytes, out Stream whole);
        return head.AsSpan().StartsWith(AtraceFormat.Magic)
            ? new AtraceReader(whole, name, options) { Remarks = options.KeepText ? new TextRemarks() : null }
            : new TextTraceReader(whole, name, options) { Remarks = options.KeepText ? new TextRemarks() : null };
    }
}
