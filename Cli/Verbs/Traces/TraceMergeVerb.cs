using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Transforms;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary><c>trace merge OUT IN IN …</c>.</summary>
public sealed class TraceMergeVerb : TraceVerb
{
    private readonly TraceInput _input;
    private readonly Argument<string> _output = new("OUT") { Description = "File to write" };
    private readonly Argument<string[]> _files = new("TRACES") { Description = "Traces in any known format, two or more", Arity = new ArgumentArity(1, 1000) };
    private readonly Option<bool> _force = new("--force") { Description = "Replace OUT if it exists" };

    /// <summary>Makes the verb.</summary>
    public TraceMergeVerb()
        : base("merge", "Merge several traces into one, on one clock")
    {
        Command.Arguments.Add(_output);
        Command.Options.Add(_force);
        Command.Arguments.Add(_files);
        _input = new TraceInput().AddOptionsTo(Command);
    }

    /// <inheritdoc/>
    protected override int Do(Arguments arguments, Terminal terminal)
    {
        if (arguments.Value(_files) is not { Length: > 1 })
        {
            throw new UsageException(["TRACES: a second trace to merge is missing; OUT comes first, then two traces or more"]);
        }

        // The file to write comes first, which is easily forgotten: a trace named in its place would be lost.
        string path = arguments.Value(_output)!;
        if (File.Exists(path) && !arguments.Value(_force))
        {
            throw new UsageException([$"{path} exists, and merge writes to the file named first: name a new one before the traces, or add --force to replace it"]);
        }

        List<IOriginTrace> sources = [];
        try
        {
            foreach (string file in arguments.Value(_files)!)
            {
                sources.Add(TraceFile.Open(file, _input.Options(arguments) with { KeepMarks = true }));
            }

            using MergedTrace merged = new(sources);
            return TraceCopy.Run(terminal, merged, path);
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
        }
    }
}
