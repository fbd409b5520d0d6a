using System.CommandLine;
using AllocSim.Workloads;

namespace AllocSim.Cli.Traces;

/// <summary><c>trace convert IN OUT</c>.</summary>
internal static class TraceConvertCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("convert", "Write a trace in another form: .atrace, .txt, .txt.gz or .csv, after the name of OUT");
        TraceInput input = new TraceInput().AddTo(command);
        var output = new Argument<string>("OUT") { Description = "File to write" };
        command.Arguments.Add(output);
        command.SetAction(line => TraceAction.Run(() =>
        {
            using IOriginTrace source = input.Open(line, keepText: true, keepMarks: true);
            return TraceCopy.Run(source, line.GetValue(output)!);
        }));
        return command;
    }
}
