using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Workloads;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary><c>trace anonymise IN OUT</c>.</summary>
public sealed class TraceAnonymiseVerb : TraceVerb
{
    private readonly TraceInput _input;
    private readonly Argument<string> _output = new("OUT") { Description = "File to write" };

    /// <summary>Makes the verb.</summary>
    public TraceAnonymiseVerb()
        : base("anonymise", "Write a trace without program, command line, process, start time, comments, marks and call stacks")
    {
        _input = new TraceInput().AddTo(Command);
        Command.Arguments.Add(_output);
    }

    /// <inheritdoc/>
    protected override int Do(Arguments arguments, Terminal terminal)
    {
        using IOriginTrace source = _input.Open(arguments);
        TraceOrigin origin = new() { Source = "anonymised", Clock = source.Origin.Clock, PageSize = source.Origin.PageSize };
        return TraceCopy.Run(terminal, source, arguments.Value(_output)!, origin, keepStacks: false);
    }
}
