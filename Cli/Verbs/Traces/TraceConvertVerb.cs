using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Workloads;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary><c>trace convert IN OUT</c>.</summary>
public sealed class TraceConvertVerb : TraceVerb
{
    private readonly TraceInput _input;
    private readonly Argument<string> _output = new("OUT") { Description = "File to write" };

    /// <summary>Makes the verb.</summary>
    public TraceConvertVerb()
        : base("convert", "Write a trace in another format: .atrace, .txt, .txt.gz or .csv, according to the name of OUT")
    {
        _input = new TraceInput().AddTo(Command);
        Command.Arguments.Add(_output);
    }

    /// <inheritdoc/>
    protected override int Do(Arguments arguments, Terminal terminal)
    {
        using IOriginTrace source = _input.Open(arguments, keepText: true, keepMarks: true);
        return TraceCopy.Run(terminal, source, arguments.Value(_output)!);
    }
}
