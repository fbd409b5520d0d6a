using System.CommandLine;
using AllocSim.Cli.Verbs;

namespace AllocSim.Cli.Traces;

/// <summary>The verb <c>trace</c>: look at traces and make new ones out of them.</summary>
public sealed class TraceVerbs
{
    /// <summary>Makes the verb with everything below it.</summary>
    public TraceVerbs()
    {
        Command = new Command("trace", "Look at traces, check and convert them, and make new ones");
        foreach (Verb verb in All)
        {
            Command.Subcommands.Add(verb.Command);
        }
    }

    /// <summary>Its syntax.</summary>
    public Command Command { get; }

    /// <summary>The verbs below it.</summary>
    public IReadOnlyList<Verb> All { get; } =
    [
        new TraceInfoVerb(), new TraceCheckVerb(), new TraceConvertVerb(), new TraceSliceVerb(), new TraceScaleVerb(), new TraceMergeVerb(), new TraceAnonymiseVerb(), new TraceGenerateVerb(), new TraceFitVerb(),
    ];
}
