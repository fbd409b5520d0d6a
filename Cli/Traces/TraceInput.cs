using System.CommandLine;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Traces;

/// <summary>The trace that a verb reads, and the options of how to read it.</summary>
internal sealed class TraceInput
{
    private readonly Option<bool> _lenient = new("--lenient") { Description = "Repair or skip what is wrong with the trace, and count it, instead of stopping" };

    /// <summary>The file.</summary>
    public Argument<string> File { get; } = new("TRACE") { Description = "Trace in any known form, plain or gzip; recognised by its content" };

    /// <summary>Adds the argument and the options to a verb.</summary>
    public TraceInput AddTo(Command command)
    {
        command.Arguments.Add(File);
        return AddOptionsTo(command);
    }

    /// <summary>Adds only the options to a verb that names its files itself.</summary>
    public TraceInput AddOptionsTo(Command command)
    {
        command.Options.Add(_lenient);
        return this;
    }

    /// <summary>How the command line asks for traces to be read.</summary>
    public TraceReadOptions Options(ParseResult line) => new() { Lenient = line.GetValue(_lenient) };

    /// <summary>Opens the trace.</summary>
    /// <exception cref="TraceFormatException">It cannot be opened.</exception>
    public IOriginTrace Open(ParseResult line, bool keepText = false) =>
        TraceFile.Open(line.GetValue(File)!, Options(line) with { KeepText = keepText });
}
