using System.CommandLine;
using AllocSim.Workloads;

namespace AllocSim.Cli.Traces;

/// <summary><c>trace anonymise IN OUT</c>.</summary>
internal static class TraceAnonymiseCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("anonymise", "Write a trace without names: no program, command line, process, start time, comments, marks or call stacks");
        TraceInput input = new TraceInput().AddTo(command);
        var output = new Argument<string>("OUT") { Description = "File to write" };
        command.Arguments.Add(output);
        command.SetAction(line => TraceAction.Run(() =>
        {
            using IOriginTrace source = input.Open(line);
            return TraceCopy.Run(source, line.GetValue(output)!, new TraceOrigin { Source = "anonymised", Clock = source.Origin.Clock, PageSize = source.Origin.PageSize }, keepStacks: false);
        }));
        return command;
    }
}
