using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Import;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary>The trace that a verb reads, and the options of how to read it.</summary>
internal sealed class TraceInput
{
    private readonly Option<bool> _lenient = new("--lenient") { Description = "Repair or skip whatever is wrong with the trace and count it, instead of stopping" };

    private readonly Option<string?> _clock = new("--clock") { Description = "Clock for a trace without times, or instead of its times: 100ns/op or 100ns/op/thread", HelpName = "STEP" };

    /// <summary>The file.</summary>
    public Argument<string> File { get; } = new("TRACE") { Description = "Trace in any known format, plain or compressed; it is recognised by its content" };

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
        command.Options.Add(_clock);
        return this;
    }

    /// <summary>How the command line asks for traces to be read.</summary>
    /// <exception cref="UsageException">The clock is none.</exception>
    public TraceReadOptions Options(Arguments arguments)
    {
        ClockRule? clock = null;
        if (arguments.Value(_clock) is { } text)
        {
            clock = ClockRule.TryParse(text, out ClockRule rule) ? rule : throw new UsageException([$"--clock {text}: expected 100ns/op or 100ns/op/thread"]);
        }

        return new TraceReadOptions { Lenient = arguments.Value(_lenient), Clock = clock };
    }

    /// <summary>Opens the trace.</summary>
    /// <exception cref="TraceFormatException">It cannot be opened.</exception>
    public IOriginTrace Open(Arguments arguments, bool keepText = false, bool keepMarks = false) =>
        TraceFile.Open(arguments.Value(File)!, Options(arguments) with { KeepText = keepText, KeepMarks = keepMarks });
}
