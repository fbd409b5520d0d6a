using System.Numerics;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Sinks;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Transforms;

namespace AllocSim.Cli.Tuning;

/// <summary>Parts of a trace and changed copies of it, as files that a sweep can name.</summary>
public static class TraceParts
{
    /// <summary>Windows that a slice is chosen from; it is so many times shorter than the trace.</summary>
    public const int Windows = 5;

    /// <summary>A trace of fewer operations is not sliced: its replay takes no time.</summary>
    public const long SlicedFrom = 100_000;

    private const int SizeBuckets = 64;

    /// <summary>Where the fifth of a trace lies that is most like the whole: in the sizes that are asked for, by calls and by bytes, and in the bytes that live.</summary>
    /// <returns>Index of its first operation, and of the first behind it; null for a trace that is too short.</returns>
    public static (long From, long To)? MostAlike(InMemoryTrace trace)
    {
        if (trace.OperationCount < SlicedFrom)
        {
            return null;
        }

        long length = trace.OperationCount / Windows;
        double[][] windows = [.. Enumerable.Range(0, Windows).Select(_ => new double[SizeBuckets * 2])];
        double[] whole = new double[SizeBuckets * 2];
        double[] live = new double[Windows];
        ulong[] sizes = new ulong[trace.SlotCount + 1];
        double alive = 0;
        long index = 0;
        foreach (OperationBatch batch in trace.Batches)
        {
            foreach (ref readonly Operation operation in batch.Operations.AsSpan(0, batch.Count))
            {
                // Frees in the last bucket; requests by size, once as a call and once by their bytes.
                ulong bytes = operation.RequestedBytes;
                int bucket = bytes == 0 ? SizeBuckets - 1 : Math.Min(SizeBuckets - 2, BitOperations.Log2(bytes));
                int window = (int)Math.Min(Windows - 1, index++ / length);
                alive += Born(operation, sizes);
                live[window] += alive;
                Add(windows[window], bucket, bytes);
                Add(whole, bucket, bytes);
            }
        }

        double mean = live.Sum() / trace.OperationCount;
        int best = Enumerable.Range(0, Windows).MinBy(window => Distance(windows[window], whole) + Math.Abs(Math.Log2(Math.Max(live[window] / length, 1) / Math.Max(mean, 1))));
        return (best * length, best == Windows - 1 ? trace.OperationCount : (best + 1) * length);

        static void Add(double[] counts, int bucket, ulong size)
        {
            counts[bucket]++;
            counts[SizeBuckets + bucket] += size;
        }
    }

    /// <summary>By how many requested bytes an operation changes what lives.</summary>
    private static double Born(in Operation operation, ulong[] sizes)
    {
        if (operation.Kind is OperationKind.Ctl or OperationKind.Stats or OperationKind.Exit or OperationKind.Nallocx or OperationKind.Sallocx || operation.Object == Operation.None)
        {
            return 0;
        }

        bool ends = operation.Kind is OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx;
        ulong bytes = ends ? 0 : operation.RequestedBytes;
        double change = (double)bytes - sizes[operation.Object];
        sizes[operation.Object] = bytes;
        return change;
    }

    /// <summary>Writes a part of a trace, unless the file is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="request">The trace.</param>
    /// <param name="from">Index of the first operation.</param>
    /// <param name="to">Index of the first behind it.</param>
    public static void WriteSlice(string path, RunRequest request, long from, long to)
        => Write(path, request, source => new SlicedTrace(source, new TraceRange { FromIndex = from, ToIndex = to }));

    /// <summary>Writes a trace with each thread doubled, unless the file is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="request">The trace.</param>
    public static void WriteDoubled(string path, RunRequest request) => Write(path, request, source => new ScaledTrace(source, 2, 1));

    private static void Write(string path, RunRequest request, Func<IOriginTrace, IOriginTrace> change)
    {
        if (File.Exists(path))
        {
            return;
        }

        using OutputSet outputs = new();
        string folder = outputs.Addition(Path.GetDirectoryName(path)!);
        using (IOriginTrace changed = change(TraceFile.Open(request.TracePath, request.Reading)))
        {
            using ITraceSink sink = TraceOutput.Create(Path.Combine(folder, Path.GetFileName(path)), changed.Origin);
            TraceOutput.Copy(changed, sink);
        }

        outputs.Commit();
    }

    /// <summary>How far two counts differ: half the sum of differences of shares, of calls and of bytes.</summary>
    private static double Distance(double[] part, double[] whole)
        => ((int[])[0, SizeBuckets]).Sum(first =>
        {
            double partSum = part.Skip(first).Take(SizeBuckets).Sum();
            double wholeSum = whole.Skip(first).Take(SizeBuckets).Sum();
            return Enumerable.Range(first, SizeBuckets).Sum(i => Math.Abs((partSum == 0 ? 0 : part[i] / partSum) - (wholeSum == 0 ? 0 : whole[i] / wholeSum))) / 2;
        });
}
