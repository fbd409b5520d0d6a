using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Workloads;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Statistics;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary><c>trace info</c>.</summary>
public sealed class TraceInfoVerb : TraceVerb
{
    private readonly TraceInput _input;
    private readonly Option<string?> _folder = new("--out") { Description = "Directory for info.csv, sizes.csv, lifetimes.csv and stacks.csv", HelpName = "DIR" };

    private readonly Option<bool> _stacks = new("--stacks") { Description = "Only the ten call stacks with the most bytes at the peak", Arity = ArgumentArity.Zero };

    /// <summary>Makes the verb.</summary>
    public TraceInfoVerb()
        : base("info", "Show what a trace does: calls, threads, sizes, lifetimes and time span")
    {
        _input = new TraceInput().AddTo(Command);
        Command.Options.Add(_folder);
        Command.Options.Add(_stacks);
    }

    /// <inheritdoc/>
    protected override int Do(Arguments arguments, Terminal terminal)
    {
        TraceStatistics statistics;
        IOriginTrace source;
        using (source = new PrefetchingTrace(_input.Open(arguments)))
        {
            statistics = TraceStatistics.Of(source);
        }

        terminal.Output.Write(arguments.Has(_stacks) ? StatisticsText.WriteStacks(source, statistics) : StatisticsText.Write(source, statistics));
        if (statistics.Operations == 0)
        {
            terminal.Say("the trace has no operations");
        }

        if (arguments.Value(_folder) is { } path)
        {
            StatisticsCsv.Write(statistics, source.CallStacks, path);
        }

        return ExitCode.Done;
    }
}
