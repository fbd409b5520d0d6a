namespace AllocSim.Simulator.Operations;

/// <summary>What a trace asks of memory, whatever the allocator: the bytes that the program holds at each operation, and the objects that come and go. Worked out once, for many replays.</summary>
/// <remarks>
/// It is known beforehand as long as every call succeeds. An <em>event</em> is the beginning of an operation, and the last one the end of the trace;
/// what holds until an event is what the operation before it has left behind. Takes 32 bytes an operation.
/// </remarks>
public sealed class Demand
{
    private const long OperationsMax = 1 << 26;

    // An element before those of the events: time begins with the first one.
    private readonly long[] _timesNs;
    private readonly ulong[] _byteNs;
    private readonly ulong[] _requested;
    private readonly ObjectChange[] _changes;
    private readonly int[] _moves;
    private readonly bool _isShort;

    /// <summary>Takes over columns.</summary>
    /// <param name="timesNs">The time of the first event, and then of each.</param>
    /// <param name="requested">Bytes held until each event.</param>
    /// <param name="changes">Objects that come and go.</param>
    internal Demand(long[] timesNs, ulong[] requested, ObjectChange[] changes)
    {
        (_timesNs, _requested, _changes) = (timesNs, requested, changes);
        _byteNs = new ulong[timesNs.Length];
        for (int i = 0; i < requested.Length; i++)
        {
            PeakEvent = requested[i] > requested[PeakEvent] ? i : PeakEvent;
            _byteNs[i + 1] = unchecked(_byteNs[i] + ((ulong)(timesNs[i + 1] - timesNs[i]) * requested[i]));
        }

        _isShort = (UInt128)(ulong)(timesNs[^1] - timesNs[0]) * PeakBytes <= ulong.MaxValue;
        List<int> moves = [];
        for (int i = 0; i < changes.Length; i++)
        {
            LiveObjects += changes[i].IsGone ? -1 : 1;
            if (i > 0 && changes[i].Operation == changes[i - 1].Operation)
            {
                moves.Add(i);
            }
        }

        _moves = [.. moves];
    }

    /// <summary>Operations in the trace.</summary>
    public int OperationCount => _requested.Length - 1;

    /// <summary>The first event until which most bytes were held.</summary>
    public int PeakEvent { get; }

    /// <summary>Bytes that the program held then.</summary>
    public ulong PeakBytes => _requested[PeakEvent];

    /// <summary>Objects that live at the end.</summary>
    public int LiveObjects { get; }

    /// <summary>Objects that come and go, in order.</summary>
    public ReadOnlySpan<ObjectChange> Changes => _changes;

    /// <summary>Where among them, by place, an object comes for one that the same operation took away: a realloc.</summary>
    public ReadOnlySpan<int> Moves => _moves;

    /// <summary>The demand of a trace.</summary>
    /// <param name="batches">Its operations.</param>
    /// <param name="slots">Slots that its objects use.</param>
    /// <returns>Null where it cannot be known without an allocator, which a call asks or steers, and where it would be too large.</returns>
    public static Demand? Of(IReadOnlyList<OperationBatch> batches, int slots)
    {
        long operations = batches.Sum(batch => (long)batch.Count);
        if (operations is 0 or > OperationsMax)
        {
            return null;
        }

        DemandBuilder builder = new((int)operations, slots);
        foreach (OperationBatch batch in batches)
        {
            foreach (ref readonly Operation operation in batch.Operations.AsSpan(0, batch.Count))
            {
                if (!builder.TryAdd(operation))
                {
                    return null;
                }
            }
        }

        return builder.Build();
    }

    /// <summary>When an event is, nanoseconds on the trace's clock.</summary>
    public long TimeNs(int at) => _timesNs[at + 1];

    /// <summary>Bytes that the program held until an event.</summary>
    public ulong RequestedBytes(int at) => _requested[at];

    /// <summary>The time of the event before some, and of each of these.</summary>
    public ReadOnlySpan<long> TimesNs(int from, int to) => _timesNs.AsSpan(from, to - from + 1);

    /// <summary>Bytes that the program held until each of some events.</summary>
    public ReadOnlySpan<ulong> RequestedBytes(int from, int to) => _requested.AsSpan(from, to - from);

    /// <summary>The same, times the nanoseconds for which they were held, summed up.</summary>
    public UInt128 ByteNs(int from, int to)
    {
        if (_isShort || (UInt128)(ulong)(_timesNs[to] - _timesNs[from]) * PeakBytes <= ulong.MaxValue)
        {
            return unchecked(_byteNs[to] - _byteNs[from]); // sums may have gone around, but their difference did not
        }

        UInt128 sum = 0;
        for (int i = from; i < to; i++)
        {
            sum += (UInt128)(ulong)(_timesNs[i + 1] - _timesNs[i]) * _requested[i];
        }

        return sum;
    }
}
