using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Workloads.Generators;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary><c>trace generate MODEL OUT</c>.</summary>
public sealed class TraceGenerateVerb : TraceVerb
{
    private readonly Argument<string> _model = new("WORKLOAD") { Description = "Name of a built-in workload, or a YAML file" };
    private readonly Argument<string> _output = new("OUT") { Description = "File to write" };
    private readonly Option<long?> _operations = new("--operations") { Description = "Number of calls, instead of the number in the description", HelpName = "N" };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "Seed, instead of the seed in the description", HelpName = "N" };
    private readonly Option<int?> _threads = new("--threads") { Description = "Number of threads, instead of the number in the description", HelpName = "N" };

    /// <summary>Makes the verb.</summary>
    public TraceGenerateVerb()
        : base("generate", "Write the trace of a workload that a YAML file describes, or of a built-in one: " + string.Join(", ", BuiltInModels.Names))
    {
        Command.Arguments.Add(_model);
        Command.Arguments.Add(_output);
        Command.Options.Add(_operations);
        Command.Options.Add(_seed);
        Command.Options.Add(_threads);
    }

    /// <inheritdoc/>
    protected override int Do(Arguments arguments, Terminal terminal)
    {
        WorkloadModel workload = BuiltInModels.Load(arguments.Value(_model)!);
        workload = workload with
        {
            Operations = arguments.Value(_operations) ?? workload.Operations,
            Seed = arguments.Value(_seed) ?? workload.Seed,
            Threads = arguments.Value(_threads) ?? workload.Threads,
        };
        if (workload.Operations < 1 || workload.Threads is < 1 or > 4096)
        {
            throw new UsageException(["--operations must be at least 1, and --threads from 1 to 4096"]);
        }

        using GeneratedTrace trace = new(workload);
        return TraceCopy.Run(terminal, trace, arguments.Value(_output)!);
    }
}
