using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Statistics;

/// <summary>What a trace does, without any allocator: counts, sizes, lifetimes, threads. Memory grows with live objects and threads.</summary>
public sealed class TraceStatistics
{
    private readonly LiveObjects _live = new();
    private readonly long[] _calls = new long[Enum.GetValues<OperationKind>().Length];
    private readonly List<long> _operationsByThread = [];
    private bool _any;

    /// <summary>Operations.</summary>
    public long Operations { get; private set; }

    /// <summary>Time of the first operation, nanoseconds.</summary>
    public long FirstTimeNs { get; private set; }

    /// <summary>Time of the last operation, nanoseconds.</summary>
    public long LastTimeNs { get; private set; }

    /// <summary>Threads that made at least one call.</summary>
    public int Threads { get; private set; }

    /// <summary>Objects made; a realloc makes one.</summary>
    public long ObjectsMade { get; private set; }

    /// <summary>Bytes requested by all allocations together.</summary>
    public UInt128 BytesRequested { get; private set; }

    /// <summary>Objects alive now.</summary>
    public long LiveCount { get; private set; }

    /// <summary>Most objects alive at once.</summary>
    public long LiveCountPeak { get; private set; }

    /// <summary>Requested bytes of the objects alive now.</summary>
    public ulong LiveBytes { get; private set; }

    /// <summary>The most that <see cref="LiveBytes"/> has been.</summary>
    public ulong LiveBytesPeak { get; private set; }

    /// <summary>When that was, nanoseconds.</summary>
    public long LiveBytesPeakTimeNs { get; private set; }

    /// <summary>Frees, and reallocs of an old object, by a thread that did not make the object.</summary>
    public long CrossThreadFrees { get; private set; }

    /// <summary>What realloc was used for.</summary>
    public ReallocCounts Reallocs { get; } = new();

    /// <summary>Requested sizes, bytes.</summary>
    public LogHistogram Sizes { get; } = new();

    /// <summary>Ages at death, nanoseconds on the trace's clock. An object lives on through realloc as a new one.</summary>
    public LogHistogram LifetimesNs { get; } = new();

    /// <summary>Ages at death, in bytes requested by the whole program meanwhile.</summary>
    public LogHistogram LifetimesBytes { get; } = new();

    /// <summary>Live bytes by call stack.</summary>
    public StackTotals Stacks { get; } = new();

    /// <summary>How often a call was made.</summary>
    public long CountOf(OperationKind kind) => _calls[(int)kind];

    /// <summary>Reads a trace to its end.</summary>
    public static TraceStatistics Of(ITraceSource source)
    {
        var statistics = new TraceStatistics();
        var batch = new OperationBatch();
        while (source.TryRead(batch))
        {
            statistics.Add(batch);
        }

        return statistics;
    }

    /// <summary>Takes in a batch.</summary>
    public void Add(OperationBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Add(batch.Operations[i], batch.StackOf(i));
        }
    }

    /// <summary>Takes in an operation.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="stack">Number of its call stack, or 0.</param>
    public void Add(in Operation op, int stack = 0)
    {
        if (!_any)
        {
            _any = true;
            FirstTimeNs = op.TimeNs;
        }

        LastTimeNs = op.TimeNs;
        Operations++;
        _calls[(int)op.Kind]++;
        CountThread(op.Thread);
        switch (op.Kind)
        {
            case OperationKind.Malloc or OperationKind.Memalign or OperationKind.AlignedAlloc or OperationKind.Mallocx:
                Make(op, op.Size, stack);
                break;
            case OperationKind.Calloc:
                Make(op, op.RequestedBytes, stack);
                break;
            case OperationKind.Realloc or OperationKind.Rallocx:
                Remake(op, stack);
                break;
            case OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx:
                Kill(op, op.Object);
                break;
        }
    }

    private void CountThread(int thread)
    {
        while (_operationsByThread.Count <= thread)
        {
            _operationsByThread.Add(0);
        }

        Threads += _operationsByThread[thread]++ == 0 ? 1 : 0;
    }

    private void Remake(in Operation op, int stack)
    {
        if (op.OldObject < 0)
        {
            Reallocs.FromNull++;
        }
        else
        {
            Reallocs.Count(_live.SizeOf(op.OldObject), op.Size);
            Kill(op, op.OldObject);
        }

        Make(op, op.Size, stack);
    }

    private void Make(in Operation op, ulong bytes, int stack)
    {
        BytesRequested += bytes;
        ObjectsMade++;
        Sizes.Add(bytes);
        LiveBytes += bytes;
        if (stack != 0)
        {
            Stacks.Add(stack, bytes);
        }

        LiveCountPeak = Math.Max(LiveCountPeak, ++LiveCount);
        if (LiveBytes > LiveBytesPeak)
        {
            LiveBytesPeak = LiveBytes;
            LiveBytesPeakTimeNs = op.TimeNs;
            Stacks.NotePeak();
        }

        _live.Set(op.Object, bytes, op.TimeNs, (ulong)BytesRequested, op.Thread, stack);
    }

    private void Kill(in Operation op, int slot)
    {
        ulong bytes = _live.SizeOf(slot);
        LiveBytes -= bytes;
        LiveCount--;
        if (_live.StackOf(slot) is not 0 and int stack)
        {
            Stacks.Remove(stack, bytes);
        }

        LifetimesNs.Add((ulong)(op.TimeNs - _live.BirthNs(slot)));
        LifetimesBytes.Add((ulong)BytesRequested - _live.BirthBytes(slot));
        CrossThreadFrees += _live.ThreadOf(slot) != op.Thread ? 1 : 0;
    }
}
