using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Workloads;
using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Sinks;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary><c>trace fit TRACE OUT.yaml</c>, or statistics that an allocator printed in the place of the trace.</summary>
public sealed class TraceFitVerb : TraceVerb
{
    private readonly IDumpReader[] _readers;
    private readonly TraceInput _input;
    private readonly Argument<string> _output = new("OUT") { Description = "YAML file to write" };

    /// <summary>Makes the verb.</summary>
    /// <param name="policies">The policies, which read their libraries' statistics.</param>
    public TraceFitVerb(PolicyRegistry policies)
        : base("fit", "Fit a workload to a trace, or to statistics that an allocator printed in production. trace generate makes longer or more parallel traces from it")
    {
        _readers = [.. policies.All.Select(policy => policy.DumpReader).OfType<IDumpReader>().DistinctBy(reader => reader.Name)];
        _input = new TraceInput().AddTo(Command);
        Command.Arguments.Add(_output);
    }

    /// <inheritdoc/>
    protected override int Do(Arguments arguments, Terminal terminal)
    {
        string path = arguments.Value(_input.File)!;
        string head = StatisticsFile.Head(path);
        string yaml = head.Length > 0 && Array.Find(_readers, reader => reader.Recognises(head)) is { } known ? OfStatistics(known, path, terminal) : OfTrace(arguments, terminal);
        using PendingFile file = new(arguments.Value(_output)!);
        using (StreamWriter writer = new(file.Stream, leaveOpen: true))
        {
            writer.Write(yaml);
        }

        file.Keep();
        return ExitCode.Done;
    }

    private static string OfStatistics(IDumpReader reader, string path, Terminal terminal)
    {
        try
        {
            ProgramLoad load = reader.Load(StatisticsFile.Read(path)) ?? throw new UsageException([$"{path}: is {reader.Name}, which does not count requests by size; a workload cannot be fitted to it, and diagnose says what it tells"]);
            if (load.Missing.Length > 0)
            {
                throw new FormatException(load.Missing);
            }

            foreach (string remark in LoadDescription.Remarks(load))
            {
                terminal.Say(remark);
            }

            return LoadDescription.ToYaml(load, "fitted from " + Path.GetFileName(path));
        }
        catch (FormatException e)
        {
            throw new UsageException([$"{path}: {e.Message}"]);
        }
    }

    private string OfTrace(Arguments arguments, Terminal terminal)
    {
        using IOriginTrace source = _input.Open(arguments);
        TraceFitter fitter = TraceFitter.Fit(source);
        Tell(terminal, source.Repairs);
        return fitter.ToYaml("fitted from " + Path.GetFileName(source.Name));
    }
}
