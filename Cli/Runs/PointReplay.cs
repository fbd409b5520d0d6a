using AllocSim.Reports.Measures.Points;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Reports.Runs;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Runs;

/// <summary>Replays a decoded trace of which only the row of summary.csv is made: a point of a sweep, which shares with the other points what the allocator does not change.</summary>
internal static class PointReplay
{
    /// <summary>Replays.</summary>
    /// <param name="request">What to replay.</param>
    /// <param name="outputs">What is made of it.</param>
    /// <returns>Null where that takes a recorder that watches every operation.</returns>
    public static RunResult? TryRun(RunRequest request, ReplayOutputs outputs)
    {
        if (!outputs.IsRowOnly || outputs.Sampling != SampleRule.Adaptive || outputs.CheckEvery is not null || request.Contended is not null || request.Decoded is not { Demand: { } demand } decoded)
        {
            return null;
        }

        SimMachine machine = new(request.Policy!.Adapt(request.Machine)) { LockRecorder = new AcquisitionCounter() };
        PointRecorder? recorder = null;
        ReplaySession session = SessionOpener.Open(request.Policy!, machine, request.Conf, new ReplayOptions { Touch = request.Touch, IsLenient = request.Reading.Lenient },
            (allocator, objects) => new PointProbe(recorder = new PointRecorder(machine, allocator, request.Policy!, objects, PointPlan.For(demand), request.Touch)));
        session.Objects.Reserve(decoded.SlotCount);
        session.Names = decoded.Names;
        if (session.Allocator is IProfilingAllocator { IsProfiling: true } || !TryReplay(session, decoded, recorder!))
        {
            return null;
        }

        return RunResult.From(request.Describe(), recorder!, machine, decoded.Repairs.Total, []);
    }

    /// <summary>Replays the trace where it lies, as long as its demand is what happens.</summary>
    private static bool TryReplay(ReplaySession session, InMemoryTrace trace, PointRecorder recorder)
    {
        foreach (OperationBatch batch in trace.Batches)
        {
            session.Run(batch.Operations.AsSpan(0, batch.Count));
            if (recorder.HasGivenUp || session.Allocator is IBackgroundAllocator { HasBackgroundThreads: true })
            {
                return false;
            }
        }

        recorder.Finish();
        return !recorder.HasGivenUp;
    }
}
