using System.CommandLine;
using AllocSim.Workloads.Transforms;

namespace AllocSim.Cli.Traces;

/// <summary><c>trace scale IN OUT --threads --time</c>.</summary>
internal static class TraceScaleCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("scale", "Write a trace with more threads, or faster or slower");
        TraceInput input = new TraceInput().AddTo(command);
        var output = new Argument<string>("OUT") { Description = "File to write" };
        var threads = new Option<int>("--threads") { Description = "Copies of each thread, each with objects of its own", DefaultValueFactory = _ => 1 };
        var time = new Option<decimal>("--time") { Description = "What times are multiplied by: 2 is half as fast", DefaultValueFactory = _ => 1 };
        command.Arguments.Add(output);
        command.Options.Add(threads);
        command.Options.Add(time);
        command.SetAction(line => TraceAction.Run(() =>
        {
            int copies = line.GetValue(threads);
            decimal factor = line.GetValue(time);
            if (copies is < 1 or > 4096 || factor is <= 0 or > 1_000_000_000)
            {
                return TraceAction.Refuse("--threads is 1 to 4096, and --time is more than 0 and at most 1000000000");
            }

            using var scaled = new ScaledTrace(input.Open(line, keepMarks: true), copies, factor);
            return TraceCopy.Run(scaled, line.GetValue(output)!);
        }));
        return command;
    }
}
