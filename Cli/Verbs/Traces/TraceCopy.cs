using System.Globalization;
using AllocSim.Simulator.Text;
using AllocSim.Workloads;
using AllocSim.Workloads.Sinks;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary>Writes a source to a file in the form that its name asks for.</summary>
internal static class TraceCopy
{
    /// <summary>Copies the whole source.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(Terminal terminal, IOriginTrace source, string path, TraceOrigin? origin = null, bool keepStacks = true)
    {
        if (!TraceOutput.IsKnown(path))
        {
            throw new UsageException([$"{path}: the name does not say which format to write: it must end in {TraceOutput.KnownEndings}"]);
        }

        if (File.Exists(path) && Path.GetFullPath(source.Name) == Path.GetFullPath(path))
        {
            throw new UsageException([$"{path}: is the trace that is read, and would be lost; another name is needed"]);
        }

        using ITraceSink sink = TraceOutput.Create(path, origin ?? source.Origin);
        long count = TraceOutput.Copy(source, sink, keepStacks);
        TraceVerb.Tell(terminal, source.Repairs);
        terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {count} {Quantity.Noun(count, "operation")}, {new FileInfo(path).Length} bytes"));
        return ExitCode.Done;
    }
}
