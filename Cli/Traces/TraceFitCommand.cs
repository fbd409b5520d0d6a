using System.CommandLine;
using AllocSim.Workloads;
using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Sinks;

namespace AllocSim.Cli.Traces;

/// <summary><c>trace fit TRACE OUT.yaml</c>.</summary>
internal static class TraceFitCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("fit", "Fit a workload to a trace: a description that trace generate makes longer or more parallel traces from");
        TraceInput input = new TraceInput().AddTo(command);
        var output = new Argument<string>("OUT") { Description = "YAML file to write" };
        command.Arguments.Add(output);
        command.SetAction(line => TraceAction.Run(() =>
        {
            using IOriginTrace source = input.Open(line);
            TraceFitter fitter = TraceFitter.Fit(source);
            TraceAction.Tell(source.Repairs);
            using var file = new PendingFile(line.GetValue(output)!);
            using (var writer = new StreamWriter(file.Stream, leaveOpen: true))
            {
                writer.Write(fitter.ToYaml("fitted from " + Path.GetFileName(source.Name)));
            }

            file.Keep();
            return TraceAction.Done;
        }));
        return command;
    }
}
