using System.CommandLine;
using AllocSim.Workloads.Generators;

namespace AllocSim.Cli.Traces;

/// <summary><c>trace generate MODEL OUT</c>.</summary>
internal static class TraceGenerateCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("generate", "Write the trace of a described workload: a YAML file, or one of " + string.Join(", ", BuiltInModels.Names));
        var model = new Argument<string>("WORKLOAD") { Description = "Name of a workload that comes with the program, or a YAML file" };
        var output = new Argument<string>("OUT") { Description = "File to write" };
        var operations = new Option<long?>("--operations") { Description = "Calls to make, in place of the description's", HelpName = "N" };
        var seed = new Option<ulong?>("--seed") { Description = "Seed, in place of the description's", HelpName = "N" };
        var threads = new Option<int?>("--threads") { Description = "Threads, in place of the description's", HelpName = "N" };
        command.Arguments.Add(model);
        command.Arguments.Add(output);
        command.Options.Add(operations);
        command.Options.Add(seed);
        command.Options.Add(threads);
        command.SetAction(line => TraceAction.Run(() =>
        {
            WorkloadModel workload = BuiltInModels.Load(line.GetValue(model)!);
            workload = workload with
            {
                Operations = line.GetValue(operations) ?? workload.Operations,
                Seed = line.GetValue(seed) ?? workload.Seed,
                Threads = line.GetValue(threads) ?? workload.Threads,
            };
            if (workload.Operations < 1 || workload.Threads is < 1 or > 4096)
            {
                return TraceAction.Refuse("--operations is at least 1, and --threads 1 to 4096");
            }

            using var trace = new GeneratedTrace(workload);
            return TraceCopy.Run(trace, line.GetValue(output)!);
        }));
        return command;
    }
}
