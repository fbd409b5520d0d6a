using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Atrace;
using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Import;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Files;

/// <summary>Opens a trace of any known format, recognised by its content.</summary>
public static class TraceFile
{
    private const int SniffBytes = 64 << 10;

    /// <summary>Whether the name is that of a described workload, by its ending.</summary>
    public static bool IsDescription(string path) => path.EndsWith(".yaml", StringComparison.Ordinal);

    /// <summary>Opens a trace, plain or packed, or starts the described workload of a .yaml file.</summary>
    /// <exception cref="TraceFormatException">The file cannot be opened, or holds no known format.</exception>
    public static IOriginTrace Open(string path, TraceReadOptions? options = null)
        => options is { FirstControls.Count: > 0 } ? new TraceAfterControls(OpenPlain(path, options), options.FirstControls) : OpenPlain(path, options);

    private static IOriginTrace OpenPlain(string path, TraceReadOptions? options)
    {
        if (IsDescription(path) && File.Exists(path))
        {
            return OnClock(Generate(path), options);
        }

        Stream stream = TraceStream.Open(path, options?.ReadShare);
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
        stream = TraceStream.Unpack(stream, name);
        byte[] head = TraceStream.ReadHead(stream, SniffBytes, out Stream whole);
        TextRemarks? remarks = options.KeepText ? new TextRemarks() : null;
        if (head.AsSpan().StartsWith(AtraceFormat.Magic))
        {
            return OnClock(new AtraceReader(whole, name, options) { Remarks = remarks, Marks = options.KeepMarks ? [] : null }, options);
        }

        if (NotATrace.Recognise(head) is { } what)
        {
            throw new TraceFormatException($"{name}: {what}");
        }

        if (!TextTraceReader.Sniff(head) && ForeignFormats.TryOpen(head, whole, name, options) is { } foreign)
        {
            return foreign;
        }

        return OnClock(new TextTraceReader(whole, name, options) { Remarks = remarks }, options);
    }

    // An importer keeps the declared clock itself.
    private static IOriginTrace OnClock(IOriginTrace trace, TraceReadOptions? options) => options?.Clock is { } rule ? new ReclockedTrace(trace, rule) : trace;

    private static GeneratedTrace Generate(string path)
    {
        try
        {
            return new GeneratedTrace(BuiltInModels.Load(path));
        }
        catch (ModelException e)
        {
            throw new TraceFormatException(e.Message, e);
        }
    }
}
