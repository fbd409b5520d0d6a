using System.Runtime.CompilerServices;

namespace AllocSim.Simulator.Events;

/// <summary>Something that happens at a point of simulated time.</summary>
/// <param name="TimeNs">When, nanoseconds.</param>
/// <param name="Order">Priority and sequence in one number: decides among events of the same time.</param>
/// <param name="Kind">What, as the one who scheduled it numbers such things.</param>
/// <param name="Target">To whom, likewise.</param>
/// <param name="Stamp">A number to know outdated events by: events cannot be taken back.</param>
public readonly record struct SimEvent(long TimeNs, ulong Order, int Kind, int Target, uint Stamp)
{
    private const int PriorityShift = 56;

    /// <summary>The named part of the order.</summary>
    public EventPriority Priority => (EventPriority)(Order >> PriorityShift);

    /// <summary>Whether it comes before another one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Precedes(in SimEvent other) => TimeNs != other.TimeNs ? TimeNs < other.TimeNs : Order < other.Order;

    /// <summary>Puts priority and sequence into one number.</summary>
    internal static ulong OrderOf(EventPriority priority, ulong sequence) => ((ulong)priority << PriorityShift) | (sequence & ((1UL << PriorityShift) - 1));
}
