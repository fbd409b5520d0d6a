using AllocSim.Cli.Parsing;
using AllocSim.Workloads;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary><c>trace convert IN OUT</c>.</summary>
public sealed class TraceConvertVerb : TraceRewriteVerb
{
    /// <summary>Makes the verb.</summary>
    public TraceConvertVerb()
        : base("convert", "Write a trace in another format: .atrace, .txt, .txt.gz or .csv, according to the name of OUT")
    {
    }

    /// <inheritdoc/>
    protected override int Do(Arguments arguments, Terminal terminal)
    {
        using IOriginTrace source = Open(arguments, keepText: true, keepMarks: true);
        return TraceCopy.Run(terminal, source, Output(arguments));
    }
}
