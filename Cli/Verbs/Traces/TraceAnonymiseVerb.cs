using AllocSim.Cli.Parsing;
using AllocSim.Workloads;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary><c>trace anonymise IN OUT</c>.</summary>
public sealed class TraceAnonymiseVerb : TraceRewriteVerb
{
    /// <summary>Makes the verb.</summary>
    public TraceAnonymiseVerb()
        : base("anonymise", "Write a trace without program, command line, process, start time, comments, marks and call stacks")
    {
    }

    /// <inheritdoc/>
    protected override int Do(Arguments arguments, Terminal terminal)
    {
        using IOriginTrace source = Open(arguments);
        TraceOrigin origin = new() { Source = "anonymised", Clock = source.Origin.Clock, PageSize = source.Origin.PageSize };
        return TraceCopy.Run(terminal, source, Output(arguments), origin, keepStacks: false);
    }
}
