using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>A thread of a trace: the operations that have been read for it, and where it stands.</summary>
internal sealed class TraceThread(SimThread thread, long firstNs)
{
    private QueuedOperation[] _ring = new QueuedOperation[8];
    private int _first;

    /// <summary>The thread in simulated time.</summary>
    public SimThread Thread { get; } = thread;

    /// <summary>Whether it is a thread of the allocator's own, which no operation of the trace names.</summary>
    public bool IsBackground { get; init; }

    /// <summary>Operations that have been read and not begun.</summary>
    public int Count { get; private set; }

    /// <summary>The operation that it thinks about, waits to begin, or is at.</summary>
    public QueuedOperation Current;

    /// <summary>Recorded time of <see cref="Current"/>, from the start of the trace and compressed; nanoseconds.</summary>
    public long CurrentRecordedNs { get; set; }

    /// <summary>Whether <see cref="Current"/> has been taken from the queue and not been begun.</summary>
    public bool HasCurrent { get; set; }

    /// <summary>Whether it has thought long enough for <see cref="Current"/>.</summary>
    public bool HasThought { get; set; }

    /// <summary>Whether it is at <see cref="Current"/>.</summary>
    public bool IsInOperation { get; set; }

    /// <summary>Recorded time of the last operation begun, from the start of the trace and compressed; nanoseconds.</summary>
    public long RecordedNs { get; set; } = firstNs;

    /// <summary>What the last operation would have taken had nobody been in the way, nanoseconds.</summary>
    public long UncontendedNs { get; set; }

    /// <summary>How far waiting has put the thread behind its recording, nanoseconds.</summary>
    public long LagNs { get; set; }

    /// <summary>When the last operation ended, or when the thread could begin; nanoseconds.</summary>
    public long EndedNs { get; set; }

    /// <summary>When the current operation would begin had nobody been in the way, nanoseconds.</summary>
    public long DueNs { get; set; }

    /// <summary>When the present or last operation began.</summary>
    public long BeganNs { get; set; }

    /// <summary>Since when it waits for an object; -1 when it does not.</summary>
    public long ObjectWaitSinceNs { get; set; } = -1;

    /// <summary>Time spent waiting for objects of other threads.</summary>
    public long ObjectWaitNs { get; set; }

    /// <summary>Of the present operation: lock waiting before it, page faults, calls to the system; nanoseconds.</summary>
    public OperationParts Parts;

    /// <summary>Whether the present operation gave memory back to the system.</summary>
    public bool HasPurged { get; set; }

    /// <summary>The next one that waits for the same object; -1 for none.</summary>
    public int NextWaiter { get; set; } = -1;

    /// <summary>Whether it waits for more of the trace to be read.</summary>
    public bool IsStarved { get; set; }

    /// <summary>Whether it has run its exit.</summary>
    public bool HasExited { get; set; }

    /// <summary>Operations begun.</summary>
    public long OperationCount { get; set; }

    /// <summary>Time in operations, waiting included; nanoseconds.</summary>
    public long InOperationsNs { get; set; }

    /// <summary>Appends an operation.</summary>
    public void Add(in Operation operation, long index)
    {
        if (Count == _ring.Length)
        {
            QueuedOperation[] grown = new QueuedOperation[Count * 2];
            for (int i = 0; i < Count; i++)
            {
                grown[i] = _ring[(_first + i) & (Count - 1)];
            }

            _ring = grown;
            _first = 0;
        }

        ref QueuedOperation added = ref _ring[(_first + Count++) & (_ring.Length - 1)];
        added.Operation = operation;
        added.Index = index;
    }

    /// <summary>Makes the first operation of the queue the current one.</summary>
    public void TakeNext()
    {
        Current = _ring[_first];
        _first = (_first + 1) & (_ring.Length - 1);
        Count--;
        HasCurrent = true;
        HasThought = false;
    }
}
