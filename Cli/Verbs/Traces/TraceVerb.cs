using AllocSim.Cli.Parsing;
using AllocSim.Workloads;
using AllocSim.Workloads.Generators;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary>A verb below <c>trace</c>, or one that makes a trace: what its parts refuse is bad input, told in one line.</summary>
public abstract class TraceVerb : Verb
{
    /// <summary>Makes a verb.</summary>
    /// <param name="name">What is typed.</param>
    /// <param name="help">What it does, in one line.</param>
    protected TraceVerb(string name, string help)
        : base(name, help)
    {
    }

    /// <inheritdoc/>
    public sealed override int Run(Arguments arguments, Terminal terminal)
    {
        arguments.ThrowIfWrong();
        try
        {
            return Do(arguments, terminal);
        }
        catch (Exception e) when (e is ModelException or ArgumentException)
        {
            throw new UsageException([e is ModelException ? e.Message : e.Message.ReplaceLineEndings(" ")]);
        }
    }

    /// <summary>Does it.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    protected abstract int Do(Arguments arguments, Terminal terminal);

    /// <summary>Tells of repairs.</summary>
    internal static void Tell(Terminal terminal, RepairTally repairs)
    {
        if (repairs.Total > 0)
        {
            terminal.Say(repairs.ToString());
        }
    }
}
