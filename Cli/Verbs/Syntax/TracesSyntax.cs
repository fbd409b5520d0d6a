using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Runs;

namespace AllocSim.Cli.Verbs.Syntax;

/// <summary>The traces of a verb that takes several, each with its weight.</summary>
public sealed class TracesSyntax
{
    private readonly Argument<string[]> _named = new("TRACE") { Description = "One or more traces: text or binary, plain or compressed, or the description of a workload (.yaml). FILE:WEIGHT gives a trace that weight among several.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _more = new("--trace") { Description = "Another trace, as FILE or FILE:WEIGHT (weight 1). Repeat for more.", HelpName = "FILE:WEIGHT", Arity = ArgumentArity.OneOrMore };

    /// <summary>Makes the syntax and adds it to a verb.</summary>
    public TracesSyntax(Command command)
    {
        command.Add(_named);
        command.Add(_more);
    }

    /// <summary>Reads and checks the traces; complains when there are none.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="otherwise">The traces where none is named on the command line.</param>
    /// <param name="where">Where else they could be named, for the complaint.</param>
    public IReadOnlyList<WeightedTrace> Read(Arguments arguments, IReadOnlyList<WeightedTrace> otherwise, string where = "")
    {
        List<WeightedTrace> traces = [];
        bool isNamed = false;
        foreach (string text in arguments.Texts(_named).Where(text => !text.StartsWith("--", StringComparison.Ordinal)).Concat(arguments.Texts(_more)))
        {
            isNamed = true;
            if (WeightedTrace.TryRead(text) is { } trace)
            {
                traces.Add(trace);
            }
            else
            {
                arguments.AddError($"{text}: expected a trace as FILE or FILE:WEIGHT with a weight above 0, such as app.atrace:3");
            }
        }

        IReadOnlyList<WeightedTrace> all = traces.Count == 0 ? otherwise : traces;
        foreach (WeightedTrace trace in all)
        {
            arguments.ExistingFile(trace.Path, "the trace");
        }

        if (all.Count == 0 && !isNamed)
        {
            arguments.AddError($"the trace is missing: name it on the command line{where}");
        }

        foreach (IGrouping<string, WeightedTrace> same in all.GroupBy(NameOf).Where(group => group.Count() > 1))
        {
            arguments.AddError($"two traces are called {same.Key}: {string.Join(", ", same.Select(trace => trace.Path))}; their rows could not be told apart");
        }

        if (all.Count > 1 && all.Any(trace => trace.Path == Workloads.Sources.StandardInput.Name))
        {
            arguments.AddError("standard input cannot be one of several traces");
        }

        return all;
    }

    private static string NameOf(WeightedTrace trace) => new RunRequest { TracePath = trace.Path, Policy = null }.TraceName;
}
