using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Workloads;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary>A verb below <c>trace</c> that makes one trace, OUT, of another, TRACE.</summary>
public abstract class TraceRewriteVerb : TraceVerb
{
    private readonly TraceInput _input;
    private readonly Argument<string> _output = new("OUT") { Description = "File to write" };

    /// <summary>Makes a verb.</summary>
    /// <param name="name">What is typed.</param>
    /// <param name="help">What it does, in one line.</param>
    protected TraceRewriteVerb(string name, string help)
        : base(name, help)
    {
        _input = new TraceInput().AddTo(Command);
        Command.Arguments.Add(_output);
    }

    /// <summary>Opens TRACE.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="keepText">Whether comments stay.</param>
    /// <param name="keepMarks">Whether marks stay.</param>
    /// <exception cref="Simulator.Operations.TraceFormatException">It cannot be opened.</exception>
    protected IOriginTrace Open(Arguments arguments, bool keepText = false, bool keepMarks = false) => _input.Open(arguments, keepText, keepMarks);

    /// <summary>The file OUT.</summary>
    protected string Output(Arguments arguments) => arguments.Value(_output)!;
}
