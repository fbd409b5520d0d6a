using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Verbs;
using AllocSim.Simulator.Naming;

namespace AllocSim.Cli.Help;

/// <summary><c>allocsim completion</c>: a script that teaches a shell to complete commands and options.</summary>
public sealed class CompletionVerb : Verb
{
    private readonly Argument<string> _shell = new("SHELL") { Description = "The shell: bash, zsh or fish." };

    /// <summary>Makes the verb.</summary>
    public CompletionVerb()
        : base("completion", "Write a script for bash, zsh or fish that completes commands and options.")
        => Command.Add(_shell);

    /// <summary>The program, whose commands are completed; to be set before it runs.</summary>
    public Command? Root { get; set; }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        string shell = arguments.Text(_shell);
        if (shell.Length > 0 && !CompletionScript.Shells.Contains(shell))
        {
            arguments.AddError($"completion {shell}: expected {string.Join(" or ", CompletionScript.Shells)}{NearestName.Question(shell, CompletionScript.Shells)}");
        }

        arguments.ThrowIfWrong();
        terminal.Output.Write(CompletionScript.Of(shell, Root ?? Command));
        return ExitCode.Done;
    }
}
