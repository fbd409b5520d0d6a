using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Workloads;

namespace AllocSim.Cli.Verbs.Syntax;

/// <summary>The option that calls controls before a trace's first operation.</summary>
/// <param name="policies">The policies, each of which may have words for values.</param>
internal sealed class ControlSyntax(PolicyRegistry policies)
{
    /// <summary>The option.</summary>
    public Option<string[]> Option { get; } = new("--control")
    {
        Description = "Call a control before the trace's first operation, as a line of a trace would. For some controls words stand for values; a wrong one is answered with them. Repeat for more.",
        HelpName = "'TYPE NAME [VALUE]'",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Reads what was given, in order; complains of each that is wrong.</summary>
    public IReadOnlyList<FirstControl> Read(Arguments arguments)
    {
        List<FirstControl> controls = [];
        foreach (string text in arguments.Texts(Option))
        {
            if (FirstControl.Read(text, WordsOf, out string problem) is { } control)
            {
                controls.Add(control);
            }
            else
            {
                arguments.AddError($"{Option.Name} '{text}': {problem}");
            }
        }

        return controls;
    }

    private IReadOnlyList<KeyValuePair<string, ulong>> WordsOf(string control) => [.. policies.All.SelectMany(policy => policy.ControlWords(control)).Distinct()];
}
