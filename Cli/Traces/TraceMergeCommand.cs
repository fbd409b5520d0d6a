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
        var force = new Option<bool>("--force") { Description = "Replace OUT where it exists" };
        command.Arguments.Add(output);
        command.Options.Add(force);
        command.Arguments.Add(files);
        TraceInput input = new TraceInput().AddOptionsTo(command);
        command.SetAction(line => TraceAction.Run(() =>
        {
            // The file to write comes first, which is easily forgotten: a trace named in its place would be lost.
            string path = line.GetValue(output)!;
            if (File.Exists(path) && !line.GetValue(force))
            {
                return TraceAction.Refuse($"{path} exists, and merge writes to the file named first: name a new one before the traces, or add --force to replace it");
            }

            var sources = new List<IOriginTrace>();
            try
            {
                foreach (string file in line.GetValue(files)!)
                {
                    sources.Add(TraceFile.Open(file, input.Options(line) with { KeepMarks = true }));
                }

                using var merged = new MergedTrace(sources);
                return TraceCopy.Run(merged, path);
            }
            finally
            {
                sources.ForEach(s => s.Dispose());
            }
        }));
        return command;
    }
}
