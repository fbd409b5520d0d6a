using System.CommandLine;
using AllocSim.Workloads;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Statistics;

namespace AllocSim.Cli.Traces;

/// <summary><c>trace info</c>.</summary>
internal static class TraceInfoCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("info", "Say what a trace does: calls, threads, sizes, lifetimes, time span");
        TraceInput input = new TraceInput().AddTo(command);
        var folder = new Option<string?>("--out") { Description = "Folder for info.csv, sizes.csv, lifetimes.csv and stacks.csv" };
        command.Options.Add(folder);
        command.SetAction(line => TraceAction.Run(() =>
        {
            TraceStatistics statistics;
            IOriginTrace source;
            using (source = new PrefetchingTrace(input.Open(line)))
            {
                statistics = TraceStatistics.Of(source);
            }

            Console.Out.Write(StatisticsText.Write(source, statistics));
            if (line.GetValue(folder) is { } path)
            {
                StatisticsCsv.Write(statistics, source.CallStacks, path);
            }

            return TraceAction.Done;
        }));
        return command;
    }
}
