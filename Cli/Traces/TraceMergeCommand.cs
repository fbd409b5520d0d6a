using System.CommandLine;
using AllocSim.Workloads;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Transforms;

namespace AllocSim.Cli.Traces;

/// <summary><c>trace merge OUT IN IN …</c>.</summary>
internal static class TraceMergeCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("merge", "Write several traces as one, on one clock");
        var output = new Argument<string>("OUT") { Description = "File to write" };
        var files = new Argument<string[]>("TRACES") { Description = "Traces in any known form", Arity = new ArgumentArity(2, 1000) };
        command.Arguments.Add(output);
        command.Arguments.Add(files);
        TraceInput input = new TraceInput().AddOptionsTo(command);
        command.SetAction(line => TraceAction.Run(() =>
        {
            var sources = new List<IOriginTrace>();
            try
            {
                foreach (string file in line.GetValue(files)!)
                {
                    sources.Add(TraceFile.Open(file, input.Options(line) with { KeepMarks = true }));
                }

                using var merged = new MergedTrace(sources);
                return TraceCopy.Run(merged, line.GetValue(output)!);
            }
            finally
            {
                sources.ForEach(s => s.Dispose());
            }
        }));
        return command;
    }
}
