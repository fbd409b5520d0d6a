using AllocSim.Cli.Parsing;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Verbs;

namespace AllocSim.Cli.Help;

/// <summary><c>allocsim version</c>: the version, and the revision of the source.</summary>
public sealed class VersionVerb : Verb
{
    /// <summary>Makes the verb.</summary>
    public VersionVerb()
        : base("version", "Print the version of this program and the source revision that it was built from.")
    {
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        arguments.ThrowIfWrong();
        terminal.Output.Write($"allocsim {ProgramVersion.Text}\n");
        return ExitCode.Done;
    }
}
