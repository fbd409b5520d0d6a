using AllocSim.Workloads.Atrace;
using AllocSim.Workloads.Recorder;
using AllocSim.Workloads.Sinks;

namespace AllocSim.Cli.Recording;

/// <summary>Takes what a recording knows beyond its operations into a trace that can hold it.</summary>
internal static class RecordingMarks
{
    /// <summary>Moves the marks that have come up so far.</summary>
    public static void Move(RecordingReader recording, ITraceSink sink)
    {
        if (sink is AtraceSink atrace)
        {
            recording.Marks.ForEach(atrace.Writer.AddMark);
        }

        recording.Marks.Clear();
    }

    /// <summary>Moves the rest, and notes failed calls and repairs.</summary>
    public static void Finish(RecordingReader recording, ITraceSink sink, long count)
    {
        Move(recording, sink);
        if (sink is AtraceSink atrace)
        {
            atrace.Writer.AddMark(new TraceMark(count, 0, 0, TraceMarkKind.FailedCalls, recording.FailedCalls, ""));
            if (recording.Repairs.Total > 0)
            {
                atrace.Writer.AddMark(new TraceMark(count, 0, 0, TraceMarkKind.Note, 0, recording.Repairs.ToString()));
            }
        }
    }
}
