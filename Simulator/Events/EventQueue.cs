using System.Runtime.CompilerServices;

namespace AllocSim.Simulator.Events;

/// <summary>The events to come, and the clock that they move.</summary>
/// <remarks>
/// Ordered by (time, priority, sequence), so that equal events happen in the order in which they were scheduled. A heap of four children a node in one array:
/// scheduling and taking cost O(log n) and allocate nothing once the array has grown. Time never goes back; scheduling into the past is an error.
/// </remarks>
public sealed class EventQueue
{
    private const int Children = 4;

    private SimEvent[] _heap = new SimEvent[64];
    private ulong _sequence;

    /// <summary>Nanoseconds now: the time of the event taken last, or what <see cref="AdvanceTo"/> made of it.</summary>
    public long NowNs { get; private set; }

    /// <summary>Events to come.</summary>
    public int Count { get; private set; }

    /// <summary>When the next event is; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextTimeNs { get; private set; } = long.MaxValue;

    /// <summary>Schedules an event behind those of its time and priority that were scheduled before it.</summary>
    /// <exception cref="InvalidOperationException">The time is past.</exception>
    public void Schedule(long timeNs, EventPriority priority, int kind, int target, uint stamp = 0)
        => Insert(new SimEvent(timeNs, SimEvent.OrderOf(priority, _sequence++), kind, target, stamp));

    /// <summary>Schedules an event that has a sequence number of its own, such as a place in a trace. One priority uses either this or the queue's numbers.</summary>
    /// <exception cref="InvalidOperationException">The time is past.</exception>
    public void ScheduleInOrder(long timeNs, EventPriority priority, long order, int kind, int target, uint stamp = 0)
        => Insert(new SimEvent(timeNs, SimEvent.OrderOf(priority, (ulong)order), kind, target, stamp));

    /// <summary>Takes the next event and moves the clock to it.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryTake(out SimEvent next)
    {
        if (Count == 0)
        {
            next = default;
            return false;
        }

        SimEvent[] heap = _heap;
        next = heap[0];
        NowNs = next.TimeNs;
        Count--;
        if (Count > 0)
        {
            SinkFromRoot(heap[Count]);
            NextTimeNs = heap[0].TimeNs;
        }
        else
        {
            NextTimeNs = long.MaxValue;
        }

        return true;
    }

    /// <summary>Moves the clock to a time before the next event: what is alone until then need not be scheduled.</summary>
    /// <exception cref="InvalidOperationException">The time is past, or an event comes first.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AdvanceTo(long timeNs)
    {
        if (timeNs < NowNs || timeNs >= NextTimeNs)
        {
            ThrowCannotAdvance(timeNs);
        }

        NowNs = timeNs;
    }

    private void Insert(in SimEvent added)
    {
        if (added.TimeNs < NowNs)
        {
            throw new InvalidOperationException($"an event was scheduled for {added.TimeNs} ns, which is before now ({NowNs} ns)");
        }

        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Count * 2);
        }

        SimEvent[] heap = _heap;
        int i = Count++;
        while (i > 0)
        {
            int parent = (i - 1) / Children;
            if (!added.Precedes(heap[parent]))
            {
                break;
            }

            heap[i] = heap[parent];
            i = parent;
        }

        heap[i] = added;
        NextTimeNs = heap[0].TimeNs;
    }

    private void SinkFromRoot(in SimEvent last)
    {
        SimEvent[] heap = _heap;
        int count = Count;
        int i = 0;
        while (true)
        {
            int first = (i * Children) + 1;
            if (first >= count)
            {
                break;
            }

            int least = first;
            int end = Math.Min(first + Children, count);
            for (int child = first + 1; child < end; child++)
            {
                if (heap[child].Precedes(heap[least]))
                {
                    least = child;
                }
            }

            if (!heap[least].Precedes(last))
            {
                break;
            }

            heap[i] = heap[least];
            i = least;
        }

        heap[i] = last;
    }

    private void ThrowCannotAdvance(long timeNs)
        => throw new InvalidOperationException($"the clock cannot go from {NowNs} ns to {timeNs} ns with the next event at {NextTimeNs} ns");
}
