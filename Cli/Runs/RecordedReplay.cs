using System.Globalization;
using AllocSim.Cli.Contended;
using AllocSim.Cli.Policies;
using AllocSim.Reports.Contention;
using AllocSim.Reports.Measures;
using AllocSim.Reports.Runs;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads;

namespace AllocSim.Cli.Runs;

/// <summary>Replays a trace once with everything recorded that tables and charts are made of.</summary>
public static class RecordedReplay
{
    private const string StatsAsJson = "J";

    /// <summary>Replays.</summary>
    /// <param name="request">What to replay.</param>
    /// <param name="outputs">What to write on the way.</param>
    public static RunResult Run(RunRequest request, ReplayOutputs outputs)
    {
        request = request.Fitted();
        SimMachine machine = new(request.Machine) { Log = outputs.SystemCalls, LockRecorder = outputs.Depth == RecordingDepth.Totals ? null : new AcquisitionCounter() };
        RunRecorder? recorder = null;
        LiveObjectCheck? check = null;
        ReplayOptions options = new() { Touch = request.Touch, StatsWriter = outputs.StatsAt, StatsOptions = outputs.StatsOptions, Contended = request.Contended };
        ReplaySession? session = null;
        session = request.Policy!.Open(machine, request.Conf, options, outputs.Addresses, Watchers);
        session.Objects.Reserve(request.Decoded?.SlotCount ?? 0);
        using ITraceSource trace = request.OpenTrace();
        ContendedWatch? watch = session.Contended is null ? null : new ContendedWatch(session, outputs.TraceEvents);
        session.Run(trace);
        ContentionReport? contention = watch?.Finish();
        check?.CheckBooks();
        recorder!.Finish(session.OperationCount, trace.CallStacks.Count > 0 ? request.OpenTrace : null);
        IReadOnlyList<MutexRow> mutexes = contention?.Mutexes ?? MutexRow.FromSerial((session.Allocator as ILockingAllocator)?.NamedMutexes() ?? []);
        RunResult result = RunResult.From(request.Describe(), recorder, machine, session.Objects, (trace as IOriginTrace)?.Repairs.Total ?? 0, mutexes);
        result = result with { StatsJson = WriteStats(session, outputs) };
        return contention is null ? result : result with { Contention = contention, Tables = result.Tables with { Summary = contention.AddTo(result.Summary) } };

        IReadOnlyList<IReplayProbe> Watchers(IAllocator allocator, ObjectTable objects)
        {
            recorder = new RunRecorder(machine, allocator, objects, outputs.Sampling, outputs.Depth, request.Touch);
            if (outputs.CheckEvery == 0)
            {
                return [recorder];
            }

            check = new LiveObjectCheck(machine, allocator, objects, outputs.CheckEvery) { NameOf = index => session?.Names[index] ?? "" };
            return [recorder, check];
        }
    }

    /// <summary>The statistics at the end: as asked for, and for the run's folder as JSON. Where both are the same they are written once: writing them takes locks, which they count themselves.</summary>
    private static string WriteStats(ReplaySession session, ReplayOutputs outputs)
    {
        string asked = "";
        if (outputs.FinalStats is { } open)
        {
            asked = Stats(session, outputs.StatsOptions);
            using TextWriter file = open();
            file.Write(asked);
        }

        if (outputs.Depth < RecordingDepth.Everything)
        {
            return "";
        }

        return asked.Length > 0 && outputs.StatsOptions == StatsAsJson ? asked : Stats(session, StatsAsJson);
    }

    private static string Stats(ReplaySession session, string options)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        session.TryWriteStats(text, options);
        return text.ToString();
    }
}
