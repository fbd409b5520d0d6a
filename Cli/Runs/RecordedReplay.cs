using AllocSim.Cli.Contended;
using AllocSim.Cli.Policies;
using AllocSim.Reports.Contention;
using AllocSim.Reports.Measures;
using AllocSim.Reports.Runs;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads;

namespace AllocSim.Cli.Runs;

/// <summary>Replays a trace once with everything recorded that tables and charts are made of.</summary>
public static class RecordedReplay
{
    /// <summary>Replays.</summary>
    /// <param name="request">What to replay.</param>
    /// <param name="outputs">What to write on the way.</param>
    public static RunResult Run(RunRequest request, ReplayOutputs outputs)
    {
        request = request.Fitted();
        SimMachine machine = new(request.Machine) { Log = outputs.SystemCalls };
        RunRecorder? recorder = null;
        LiveObjectCheck? check = null;
        ReplayOptions options = new() { Touch = request.Touch, StatsWriter = outputs.StatsAt, StatsOptions = outputs.StatsOptions, Contended = request.Contended };
        ReplaySession? session = null;
        session = request.Policy!.Open(machine, request.Conf, options, outputs.Addresses, Watchers);
        using ITraceSource trace = request.OpenTrace();
        ContendedWatch? watch = session.Contended is null ? null : new ContendedWatch(session, outputs.TraceEvents);
        session.Run(trace);
        ContentionReport? contention = watch?.Finish();
        check?.CheckBooks();
        recorder!.Finish(session.OperationCount);
        if (outputs.FinalStats is { } stats)
        {
            using TextWriter writer = stats();
            session.TryWriteStats(writer, outputs.StatsOptions);
        }

        RunResult result = RunResult.From(request.Describe(), recorder, machine, session.Objects, (trace as IOriginTrace)?.Repairs.Total ?? 0);
        return contention is null ? result : result with { Contention = contention, Summary = result.Summary with { SimulatedNs = contention.SimulatedNs } };

        IReadOnlyList<IReplayProbe> Watchers(IAllocator allocator, ObjectTable objects)
        {
            recorder = new RunRecorder(machine, allocator, objects, outputs.Sampling, outputs.HasHeat);
            if (outputs.CheckEvery == 0)
            {
                return [recorder];
            }

            check = new LiveObjectCheck(machine, allocator, objects, outputs.CheckEvery) { NameOf = index => session?.Names[index] ?? "" };
            return [recorder, check];
        }
    }
}
