using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Workloads;
using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Sinks;

namespace AllocSim.Cli.Traces;

/// <summary><c>trace fit TRACE OUT.yaml</c>.</summary>
public sealed class TraceFitVerb : TraceVerb
{
    private readonly TraceInput _input;
    private readonly Argument<string> _output = new("OUT") { Description = "YAML file to write" };

    /// <summary>Makes the verb.</summary>
    public TraceFitVerb()
        : base("fit", "Fit a workload to a trace: a description that trace generate makes longer or more parallel traces from")
    {
        _input = new TraceInput().AddTo(Command);
        Command.Arguments.Add(_output);
    }

    /// <inheritdoc/>
    protected override int Do(Arguments arguments, Terminal terminal)
    {
        using IOriginTrace source = _input.Open(arguments);
        TraceFitter fitter = TraceFitter.Fit(source);
        Tell(terminal, source.Repairs);
        using PendingFile file = new(arguments.Value(_output)!);
        using (StreamWriter writer = new(file.Stream, leaveOpen: true))
        {
            writer.Write(fitter.ToYaml("fitted from " + Path.GetFileName(source.Name)));
        }

        file.Keep();
        return ExitCode.Done;
    }
}
