using System.Globalization;
using AllocSim.Cli.Contended;
using AllocSim.Reports.Contention;
using AllocSim.Reports.Measures;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Reports.Runs;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Runs;

/// <summary>Replays a trace once with everything recorded that tables and charts are made of.</summary>
public static class RecordedReplay
{
    /// <summary>Replays.</summary>
    /// <param name="request">What to replay.</param>
    /// <param name="outputs">What to write on the way.</param>
    public static RunResult Run(RunRequest request, ReplayOutputs outputs)
    {
        request = request.Ready();
        return PointReplay.TryRun(request, outputs) ?? RunRecorded(request, outputs);
    }

    private static RunResult RunRecorded(RunRequest request, ReplayOutputs outputs)
    {
        SimMachine machine = new(request.Policy!.Adapt(request.Machine)) { Log = outputs.SystemCalls, LockRecorder = outputs.Depth == RecordingDepth.Totals ? null : new AcquisitionCounter() };
        RunRecorder? recorder = null;
        LiveObjectCheck? check = null;
        MomentWatch? moments = outputs.Moments?.Invoke(machine);
        ReplayOptions options = new() { Touch = request.Touch, StatsWriter = outputs.StatsAt, StatsOptions = outputs.StatsOptions, Contended = request.Contended, IsLenient = request.Reading.Lenient };
        ReplaySession? session = null;
        session = outputs.CheckEvery is null && moments is null && outputs.Addresses is null
            ? SessionOpener.Open(request.Policy!, machine, request.Conf, options, (allocator, objects) => new RecorderProbe(NewRecorder(allocator, objects)))
            : SessionOpener.Open(request.Policy!, machine, request.Conf, options, outputs.Addresses, Watchers);
        IProfilingAllocator? profiling = session.Allocator is IProfilingAllocator { IsProfiling: true } profiler ? profiler : null;
        if (profiling is not null)
        {
            profiling.OpenProfile = outputs.ProfileAt;
        }

        if (session.Allocator is IStatsPrintingAllocator printing)
        {
            printing.StatsOutput = outputs.IntervalStats;
        }

        session.Objects.Reserve(request.Decoded?.SlotCount ?? 0);
        using ITraceSource trace = (outputs.Progress is { } progress ? request with { Reading = request.Reading with { ReadShare = progress.Tell } } : request).OpenTrace();
        ContendedWatch? watch = session.Contended is null ? null : new ContendedWatch(session, outputs.TraceEvents);
        if (request.Decoded is { } decoded && session.Contended is null)
        {
            RunInPlace(session, decoded);
        }
        else
        {
            session.Run(trace);
        }

        outputs.Progress?.Finish();
        moments?.Finish();
        ContentionReport? contention = watch?.Finish();
        check?.CheckBooks();
        recorder!.Finish(session.OperationCount, trace.CallStacks.Count > 0 ? request.OpenTrace : null);
        if (check is not null && recorder.Samples.Select(sample => sample.Imbalance()).FirstOrDefault(words => words is not null) is { } imbalance)
        {
            throw new InvariantException(imbalance);
        }

        IReadOnlyList<MutexRow> mutexes = contention?.Mutexes ?? (outputs.IsRowOnly ? [] : MutexRow.FromSerial(session.Locking?.NamedMutexes() ?? []));
        RunResult result = RunResult.From(request.Describe(), recorder, machine, ((trace as IOriginTrace)?.Repairs.Total ?? 0) + session.MappedCount + session.SkippedCount, mutexes) with { MappedCalls = session.MappedCount, SkippedCalls = session.SkippedCount };
        result = result with { StatsJson = WriteStats(session, outputs, request.Policy!.StatisticsOptions?.Usual ?? "") };
        result = profiling is null ? result : result with { AllocatorWords = WriteProfile(profiling, machine, outputs), HasLeaks = profiling.HasLeaks };
        return contention is null ? result : result with { Contention = contention, Tables = result.Tables with { Summary = contention.AddTo(result.Summary) } };

        RunRecorder NewRecorder(IAllocator allocator, ObjectTable objects)
            => recorder = new RunRecorder(machine, allocator, request.Policy!, objects, outputs.Sampling, outputs.Depth, request.Touch, outputs.IsRowOnly && outputs.CheckEvery is null);

        IReadOnlyList<IReplayProbe> Watchers(IAllocator allocator, ObjectTable objects)
        {
            NewRecorder(allocator, objects);
            IReplayProbe[] always = moments is null ? [recorder!] : [moments, recorder!];
            if (outputs.CheckEvery is null)
            {
                return always;
            }

            check = new LiveObjectCheck(machine, allocator, objects, request.Policy!.Traits, outputs.CheckEvery == 0 ? null : outputs.CheckEvery);
            return [.. always, check];
        }
    }

    /// <summary>Replays a trace where it lies. A copy, batch by batch, is a tenth of a point of a sweep.</summary>
    private static void RunInPlace(ReplaySession session, InMemoryTrace trace)
    {
        session.Names = trace.Names;
        foreach (OperationBatch batch in trace.Batches)
        {
            session.Run(batch.Operations.AsSpan(0, batch.Count));
        }
    }

    /// <summary>The statistics at the end: as asked for, and for the run's folder in the usual form. Where both are the same they are written once: writing them takes locks, which they count themselves.</summary>
    private static string WriteStats(ReplaySession session, ReplayOutputs outputs, string usual)
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

        return asked.Length > 0 && outputs.StatsOptions == usual ? asked : Stats(session, usual);
    }

    /// <summary>The profile at the end of the program. What it takes to write it, such as a record for a thread that had none, is no doing of the trace's last operation.</summary>
    private static IReadOnlyList<string> WriteProfile(IProfilingAllocator allocator, SimMachine machine, ReplayOutputs outputs)
    {
        machine.Log = null;
        using TextWriter? file = outputs.FinalProfile?.Invoke();
        return allocator.WriteProfile(Math.Max(machine.Threads.MainThread, 0), file);
    }

    private static string Stats(ReplaySession session, string options)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        session.TryWriteStats(text, options);
        return text.ToString();
    }
}
