using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Verbs;
using AllocSim.Simulator.Naming;

namespace AllocSim.Cli.Help;

/// <summary><c>allocsim help</c>: what the program, or one command of it, can do.</summary>
public sealed class HelpVerb : Verb
{
    private readonly Argument<string[]> _words = new("COMMAND") { Description = "The command; a subcommand takes two words.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _man;

    /// <summary>Makes the verb.</summary>
    public HelpVerb()
        : base("help", "Show help for allocsim, or for one of its commands.")
    {
        Command.Add(_words);
        _man = Flag("--man", "Write the manual page (allocsim.1) to standard output.");
    }

    /// <summary>The program, whose commands it tells of; to be set before it runs.</summary>
    public Command? Root { get; set; }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        Command command = Root ?? Command;
        IReadOnlyList<string> words = arguments.Texts(_words);
        foreach (string word in words)
        {
            Command? below = command.Subcommands.FirstOrDefault(each => each.Name == word);
            if (below is null)
            {
                arguments.AddError($"unknown command {word}{NearestName.Question(word, [.. command.Subcommands.Select(each => each.Name)])}");
                break;
            }

            command = below;
        }

        arguments.ThrowIfWrong();
        if (arguments.Has(_man))
        {
            ManPage.Write(terminal.Output, Root ?? Command, ProgramVersion.Number);
        }
        else
        {
            new HelpWriter(terminal.Output, terminal.Width).Write(command, string.Join(' ', words));
        }

        return ExitCode.Done;
    }
}
