using AllocSim.Cli.Runs;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Inspection;

/// <summary>Finds the operations that moments of a run belong to: times by reading the trace once, the peak by replaying it, since the allocator decides which calls fail and which resize in place.</summary>
internal static class MomentSearch
{
    /// <summary>The moments as operations.</summary>
    /// <param name="moments">The moments.</param>
    /// <param name="request">The run.</param>
    /// <param name="open">Opens its trace.</param>
    /// <exception cref="UsageException">A time lies behind the trace's last operation.</exception>
    public static IReadOnlyList<long> Resolve(Moments moments, RunRequest request, Func<ITraceSource> open) =>
    [
        .. moments.Operations,
        .. moments.Times.Count == 0 ? [] : AtTimes(moments.Times, open()),
        .. moments.AtPeak ? (long[])[Peak(request, open)] : [],
    ];

    /// <summary>The operation after which most bytes are requested, the first one among equals; -1 in a trace without operations.</summary>
    public static long Peak(RunRequest request, Func<ITraceSource> open)
    {
        PeakWatch watch = new();
        using InspectedRun run = new(request, [], open, [watch]);
        run.Cursor.RunTo(long.MaxValue);
        return Math.Min(watch.Operation, run.Cursor.Index);
    }

    private static IEnumerable<long> AtTimes(IReadOnlyList<long> times, ITraceSource source)
    {
        long[] found = new long[times.Count];
        Array.Fill(found, -1);
        using ITraceSource trace = source;
        OperationBatch batch = new();
        long? first = null;
        long lastNs = 0;
        long index = 0;
        while (trace.TryRead(batch))
        {
            foreach (ref readonly Operation operation in batch.Operations.AsSpan(0, batch.Count))
            {
                first ??= operation.TimeNs;
                lastNs = operation.TimeNs - first.Value;
                for (int i = 0; i < found.Length; i++)
                {
                    found[i] = lastNs <= times[i] ? index : found[i];
                }

                index++;
            }
        }

        string[] beyond = [.. times.Where(time => time > lastNs).Select(time => $"--at {Quantity.Nanoseconds(time)}: the trace ends at {Quantity.Nanoseconds(lastNs)}")];
        return beyond.Length > 0 ? throw new UsageException(beyond) : found.Where(each => each >= 0);
    }

    /// <summary>Adds up the bytes that live objects were asked with.</summary>
    private sealed class PeakWatch : ObjectProbe
    {
        private ulong _live;
        private ulong _most;

        /// <summary>The operation with most of them.</summary>
        public long Operation { get; private set; }

        public override void Made(long index, in Operation operation, ulong address, ulong size) => Change(index, address == 0 ? 0 : size);

        public override void Gone(long index, in Operation operation, ulong address, ulong size) => Change(index, address == 0 ? 0 : 0 - size);

        public override void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize) => Change(index, newSize - oldSize);

        private void Change(long index, ulong bytes)
        {
            _live = unchecked(_live + bytes);
            if (_live > _most)
            {
                (_most, Operation) = (_live, index);
            }
        }
    }
}
