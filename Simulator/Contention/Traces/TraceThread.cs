using System.Runtime.CompilerServices;
using AllocSim.Simulator.Contention.Results;
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

    /// <summary>Those of them, without a gap from the first one on, that lie side by side.</summary>
    public ReadOnlySpan<QueuedOperation> Waiting => _ring.AsSpan(_first, Math.Min(Count, _ring.Length - _first));

    /// <summary>The operation that it thinks about, waits to begin, or is at; its objects are numbers of a <see cref="SharedObjects"/>.</summary>
    public Operation Current;

    /// <summary>Its place in the trace, from 0.</summary>
    public long CurrentIndex { get; private set; }

    /// <summary>Recorded time of <see cref="Current"/>, from the start of the trace and compressed; nanoseconds.</summary>
    public long CurrentRecordedNs { get; set; }

    /// <summary>Whether <see cref="Current"/> has been taken from the queue and not been begun.</summary>
    public bool HasCurrent { get; set; }

    /// <summary>Whether it has thought, or thinks, for as long as its next operation wants, be that <see cref="Current"/> or still where it was read from.</summary>
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

    /// <summary>What the latency of the present operation is counted with: bytes of the object that it frees, or of the request; of a calloc, of one element. Once an object is gone, another one may have its number before the operation that frees it is over.</summary>
    public ulong Bytes { get; set; }

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

    /// <summary>Place in the trace up to which none of its operations lies among those that have not been given to threads.</summary>
    public long UnreadFrom { get; set; }

    /// <summary>Whether it thinks about an operation that has not been read yet.</summary>
    public bool ThinksOfUnread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => HasThought && !HasCurrent && Count == 0;
    }

    /// <summary>The first of them.</summary>
    public ref readonly QueuedOperation First => ref _ring[_first];

    /// <summary>Appends an operation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in QueuedOperation operation)
    {
        QueuedOperation[] ring = _ring;
        if (Count == ring.Length)
        {
            ring = Grow();
        }

        ring[(_first + Count++) & (ring.Length - 1)] = operation;
    }

    /// <summary>Takes operations off the front of the queue.</summary>
    public void Drop(int count)
    {
        Count -= count;

        // An empty queue starts over at the front, where the processor's cache still has it.
        _first = Count == 0 ? 0 : (_first + count) & (_ring.Length - 1);
    }

    /// <summary>Makes an operation the current one.</summary>
    public void Take(in Operation operation, long index)
    {
        Current = operation;
        CurrentIndex = index;
        HasCurrent = true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private QueuedOperation[] Grow()
    {
        QueuedOperation[] grown = new QueuedOperation[_ring.Length * 2];
        _ring.AsSpan(_first).CopyTo(grown);
        _ring.AsSpan(0, _first).CopyTo(grown.AsSpan(_ring.Length - _first));
        _first = 0;
        return _ring = grown;
    }
}
