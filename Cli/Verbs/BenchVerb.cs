using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Verbs.Syntax;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim bench</c>: how fast a trace replays, as JSON. The only verb that looks at the wall clock.</summary>
public sealed class BenchVerb : Verb
{
    private readonly RunSyntax _run;
    private readonly Option<string?> _seconds;
    private readonly Option<string?> _runs;

    /// <summary>Makes the verb.</summary>
    public BenchVerb(PolicyRegistry policies)
        : base("bench", "Measure how fast a trace replays from memory when nothing is recorded. Prints the best of several runs as one JSON object.")
    {
        _run = new RunSyntax(policies, Command);
        _seconds = Value("--seconds", "Repeat for at least this many seconds (5).", "N");
        _runs = Value("--runs", "Repeat at least this many times (5).", "N");
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        RunRequest request = _run.Read(arguments);
        long seconds = arguments.Integer(_seconds, 0, 3600, 5);
        long runsMin = arguments.Integer(_runs, 1, 1_000_000, 5);
        arguments.ThrowIfWrong();
        InMemoryTrace trace;
        using (IOriginTrace source = TraceFile.Open(request.TracePath, request.Reading))
        {
            trace = InMemoryTrace.Load(source);
        }

        request = request.Ready();
        TimeSpan best = TimeSpan.MaxValue;
        long runs = 0;
        long began = Stopwatch.GetTimestamp();
        while (runs < runsMin || Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
        {
            TimeSpan taken = ReplayOnce(request, trace);
            best = taken < best ? taken : best;
            runs++;
        }

        Write(terminal.Output, request, trace.OperationCount, best, runs);
        return ExitCode.Done;
    }

    private static TimeSpan ReplayOnce(RunRequest request, InMemoryTrace trace)
    {
        SimMachine machine = new(request.Policy!.Adapt(request.Machine));
        ReplaySession session = SessionOpener.Open(request.Policy!, machine, request.Conf, new ReplayOptions { Touch = request.Touch, Contended = request.Contended, IsLenient = request.Reading.Lenient });
        session.Names = trace.Names;
        if (trace.OperationCount > 0)
        {
            // As the real library, which has started before its program's first call.
            session.Prepare(trace.Batches[0].Operations[0].Thread, trace.SlotCount);
        }

        GC.Collect();
        long began = Stopwatch.GetTimestamp();
        if (request.Contended is not null)
        {
            using ITraceSource source = trace.Open();
            session.Run(source);
            return Stopwatch.GetElapsedTime(began);
        }

        foreach (OperationBatch batch in trace.Batches)
        {
            session.Run(batch.Operations.AsSpan(0, batch.Count));
        }

        return Stopwatch.GetElapsedTime(began);
    }

    private static void Write(TextWriter output, RunRequest request, long operations, TimeSpan best, long runs)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("trace", request.TraceName);
            json.WriteString("policy", request.Policy!.Name);
            json.WriteString("conf", request.Conf);
            json.WriteNumber("operations", operations);
            json.WriteNumber("seconds", best.TotalSeconds);
            json.WriteNumber("operations_per_second", best.Ticks == 0 ? 0 : Math.Round(operations / best.TotalSeconds));
            json.WriteNumber("nanoseconds_per_operation", operations == 0 ? 0 : Math.Round(best.TotalNanoseconds / operations, 3));
            json.WriteNumber("runs", runs);
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(text.ToArray()));
    }
}
