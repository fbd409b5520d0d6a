using System.CommandLine;
using AllocSim.Cli.Parsing;

namespace AllocSim.Cli.Verbs.Syntax;

/// <summary>The option that says that no page is wanted; every verb that leaves files with <c>--out</c> has it.</summary>
public sealed class PageSyntax
{
    private readonly Option<bool> _none = new("--no-page") { Description = "Write no report.html.", Arity = ArgumentArity.Zero };

    /// <summary>Makes the option and adds it to a verb.</summary>
    public PageSyntax(Command command) => command.Add(_none);

    /// <summary>Whether a page is wanted.</summary>
    public bool Read(Arguments arguments) => !arguments.Has(_none);
}
