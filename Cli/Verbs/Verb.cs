using System.CommandLine;
using AllocSim.Cli.Parsing;

namespace AllocSim.Cli.Verbs;

/// <summary>One thing that allocsim can do.</summary>
public abstract class Verb
{
    /// <summary>Makes a verb.</summary>
    /// <param name="name">What is typed.</param>
    /// <param name="help">What it does, in one line.</param>
    protected Verb(string name, string help)
    {
        Command = new Command(name, help);

        // The action is never run: it tells the parser that a verb may stand alone although others are below it.
        Command.SetAction(_ => ExitCode.Done);
    }

    /// <summary>Its syntax.</summary>
    public Command Command { get; }

    /// <summary>Checks the arguments, all of them before any work, and does it.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public abstract int Run(Arguments arguments, Terminal terminal);

    /// <summary>Adds an option that takes a value.</summary>
    protected Option<string?> Value(string name, string help, string placeholder)
    {
        Option<string?> option = new(name) { Description = help, HelpName = placeholder, Arity = ArgumentArity.ExactlyOne };
        Command.Add(option);
        return option;
    }

    /// <summary>Adds an option that takes none.</summary>
    protected Option<bool> Flag(string name, string help)
    {
        Option<bool> option = new(name) { Description = help, Arity = ArgumentArity.Zero };
        Command.Add(option);
        return option;
    }
}
