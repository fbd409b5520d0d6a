using System.CommandLine;
using AllocSim.Cli.Policies;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary>The verb <c>trace</c>: look at traces and make new ones out of them.</summary>
public sealed class TraceVerbs
{
    /// <summary>Makes the verb with everything below it.</summary>
    /// <param name="policies">The policies.</param>
    public TraceVerbs(PolicyRegistry policies)
    {
        All =
        [
            new TraceInfoVerb(), new TraceCheckVerb(), new TraceConvertVerb(), new TraceSliceVerb(), new TraceScaleVerb(), new TraceMergeVerb(), new TraceAnonymiseVerb(), new TraceGenerateVerb(), new TraceFitVerb(policies),
        ];
        Command = new Command("trace", "Look at traces, check and convert them, and make new ones");
        foreach (Verb verb in All)
        {
            Command.Subcommands.Add(verb.Command);
        }
    }

    /// <summary>Its syntax.</summary>
    public Command Command { get; }

    /// <summary>The verbs below it.</summary>
    public IReadOnlyList<Verb> All { get; }
}
