using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Atrace;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Sinks;

/// <summary>Writes traces in the form that the name of the file asks for.</summary>
public static class TraceOutput
{
    /// <summary>The endings that are known, for messages.</summary>
    public const string KnownEndings = ".atrace, .txt, .txt.gz or .csv";

    /// <summary>Whether the ending of a name says in which form to write.</summary>
    public static bool IsKnown(string path) => FormOf(path) is not null;

    /// <summary>Starts a file.</summary>
    /// <param name="path">Its name, with a known ending.</param>
    /// <param name="header">Where the trace comes from; only .atrace can say it.</param>
    /// <exception cref="ArgumentException">The ending is not known.</exception>
    public static ITraceSink Create(string path, TraceOrigin header) => FormOf(path) switch
    {
        ".atrace" => new AtraceSink(path, header),
        ".txt" => new TextSink(path, gzip: false),
        ".txt.gz" => new TextSink(path, gzip: true),
        ".csv" => new CsvSink(path),
        _ => throw new ArgumentException($"{path}: the form to write is not known from the name; it ends in {KnownEndings}", nameof(path)),
    };

    /// <summary>Copies a whole trace.</summary>
    /// <param name="source">The trace.</param>
    /// <param name="sink">Where it goes.</param>
    /// <param name="keepStacks">Whether call stacks go with it.</param>
    /// <param name="done">Is told now and then how many operations were copied; null for nobody.</param>
    /// <returns>Operations copied.</returns>
    public static long Copy(ITraceSource source, ITraceSink sink, bool keepStacks = true, Action<long>? done = null)
    {
        TextRemarks? remarks = RemarksOf(source);
        PendingMarks? marks = (source as IOriginTrace)?.Marks;
        var atrace = sink as AtraceSink;
        var batch = new OperationBatch();
        long count = 0;
        while (source.TryRead(batch))
        {
            MoveMarks(marks, batch.FirstIndex + batch.Count - 1, atrace);
            sink.Write(batch, source.Names, remarks, keepStacks ? source.CallStacks : null);
            count += batch.Count;
            done?.Invoke(count);
        }

        MoveMarks(marks, long.MaxValue, atrace);
        if (source is IOriginTrace { Repairs.Total: > 0 } repaired)
        {
            atrace?.Writer.AddMark(new TraceMark(count, 0, 0, TraceMarkKind.Note, 0, repaired.Repairs.ToString()));
        }

        sink.Finish(remarks);
        return count;
    }

    private static void MoveMarks(PendingMarks? marks, long upTo, AtraceSink? sink)
    {
        while (marks is not null && marks.TryTake(upTo, out TraceMark mark))
        {
            sink?.Writer.AddMark(mark);
        }
    }

    private static TextRemarks? RemarksOf(ITraceSource source) => source switch
    {
        TextTraceReader text => text.Remarks,
        AtraceReader atrace => atrace.Remarks,
        _ => null,
    };

    private static string? FormOf(string path)
    {
        foreach (string ending in (ReadOnlySpan<string>)[".atrace", ".txt.gz", ".txt", ".csv"])
        {
            if (path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return ending;
            }
        }

        return null;
    }
}
