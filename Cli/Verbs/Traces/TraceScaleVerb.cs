using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Workloads.Transforms;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary><c>trace scale IN OUT --threads --time</c>.</summary>
public sealed class TraceScaleVerb : TraceRewriteVerb
{
    private readonly Option<int> _threads = new("--threads") { Description = "Copies of each thread, each with its own objects", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<decimal> _time = new("--time") { Description = "Factor for all times: 2 makes the trace half as fast", HelpName = "FACTOR", DefaultValueFactory = _ => 1 };

    /// <summary>Makes the verb.</summary>
    public TraceScaleVerb()
        : base("scale", "Write a trace that has more threads, or that is faster or slower")
    {
        Command.Options.Add(_threads);
        Command.Options.Add(_time);
    }

    /// <inheritdoc/>
    protected override int Do(Arguments arguments, Terminal terminal)
    {
        int copies = arguments.Value(_threads);
        decimal factor = arguments.Value(_time);
        if (copies is < 1 or > 4096 || factor is <= 0 or > 1_000_000_000)
        {
            throw new UsageException(["--threads must be from 1 to 4096, and --time above 0 and at most 1000000000"]);
        }

        using ScaledTrace scaled = new(Open(arguments, keepMarks: true), copies, factor);
        return TraceCopy.Run(terminal, scaled, Output(arguments));
    }
}
