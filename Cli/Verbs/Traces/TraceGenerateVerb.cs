using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Workloads.Generators;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary><c>trace generate MODEL OUT</c>.</summary>
public sealed class TraceGenerateVerb : TraceVerb
{
    private readonly Argument<string> _model = new("WORKLOAD") { Description = "Name of a workload that comes with the program, or a YAML file" };
    private readonly Argument<string> _output = new("OUT") { Description = "File to write" };
    private readonly Option<long?> _operations = new("--operations") { Description = "Calls to make, in place of the description's", HelpName = "N" };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "Seed, in place of the description's", HelpName = "N" };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads, in place of the description's", HelpName = "N" };

    /// <summary>Makes the verb.</summary>
    public TraceGenerateVerb()
        : base("generate", "Write the trace of a described workload: a YAML file, or one of " + string.Join(", ", BuiltInModels.Names))
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
            throw new UsageException(["--operations is at least 1, and --threads 1 to 4096"]);
        }

        using GeneratedTrace trace = new(workload);
        return TraceCopy.Run(terminal, trace, arguments.Value(_output)!);
    }
}
