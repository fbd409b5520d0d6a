using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Progress;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Text;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Transforms;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary><c>trace check</c>.</summary>
public sealed class TraceCheckVerb : TraceVerb
{
    private readonly TraceInput _input;

    /// <summary>Makes the verb.</summary>
    public TraceCheckVerb()
        : base("check", "Read a whole trace and report what is wrong with it")
    {
        _input = new TraceInput().AddTo(Command);
    }

    /// <inheritdoc/>
    protected override int Do(Arguments arguments, Terminal terminal)
    {
        TraceReadOptions options = _input.Options(arguments);
        string path = arguments.Value(_input.File)!;
        try
        {
            WorkProgress progress = new(terminal, "checking");
            using IOriginTrace source = TraceFile.Open(path, options with { ReadShare = progress.Tell });
            long count = CheckedTrace.Check(source);
            progress.Finish();
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{source.Name}: {count} {Quantity.Noun(count, "operation")}, {source.Repairs}"));
            return ExitCode.Done;
        }
        catch (TraceFormatException e) when (!options.Lenient)
        {
            terminal.Say(e.Message);
            CountAll(path, options, terminal);
            return ExitCode.BadInput;
        }
    }

    /// <summary>After the first fault: how many there are in all, where lenient reading gets to the end.</summary>
    private static void CountAll(string path, TraceReadOptions options, Terminal terminal)
    {
        try
        {
            using IOriginTrace source = TraceFile.Open(path, options with { Lenient = true });
            long count = CheckedTrace.Check(source);
            if (source.Repairs.Total > 0)
            {
                terminal.Say(string.Create(CultureInfo.InvariantCulture, $"read leniently, the trace has {count} {Quantity.Noun(count, "operation")} after {source.Repairs}"));
            }
        }
        catch (TraceFormatException)
        {
        }
    }
}
