using System.Runtime.CompilerServices;
using AllocSim.Simulator.Costs;

namespace AllocSim.Simulator.Contention;

/// <summary>A thread of a <see cref="ContentionKernel"/>: its script, where it is in it, and what it waits for.</summary>
public sealed class SimThread
{
    private readonly long[] _nsIn = new long[(int)ThreadState.Ended + 1];
    private long _sinceNs;

    internal SimThread(int index, int number)
    {
        Index = index;
        Number = number;
        Owner = number;
    }

    /// <summary>Its place in the kernel, from 0.</summary>
    public int Index { get; }

    /// <summary>What the trace calls it.</summary>
    public int Number { get; }

    /// <summary>The number that mutexes know it by.</summary>
    public int Owner { get; set; }

    /// <summary>What it plays.</summary>
    public Script Script { get; } = new();

    /// <summary>How long it thinks, when it is to think; nanoseconds.</summary>
    public long ThinkNs { get; set; }

    /// <summary>Place in the trace of the operation that follows the thinking: of several at the same time the lowest is first.</summary>
    public long ThinkOrder { get; set; }

    /// <summary>What it is doing.</summary>
    public ThreadState State { get; private set; }

    /// <summary>When it first became ready, nanoseconds; -1 before.</summary>
    public long StartedNs { get; private set; } = -1;

    /// <summary>When it ended; -1 before.</summary>
    public long EndedNs { get; private set; } = -1;

    /// <summary>Time from asking for locks to having them, spinning and blocked, nanoseconds.</summary>
    public long LockWaitNs { get; internal set; }

    /// <summary>CPUs taken from it at the end of its time slice.</summary>
    public long Preemptions { get; internal set; }

    /// <summary>The CPU that it has or had last; before it had one, the one that it would like.</summary>
    public int Cpu { get; internal set; }

    /// <summary>What has been charged to it below a nanosecond, picoseconds: the next charge begins with it.</summary>
    internal long RemainderPs { get; private set; }

    internal int Position { get; set; }

    internal uint Stamp { get; set; }

    internal ResumePoint Resume { get; set; }

    internal long BusyUntilNs { get; set; }

    internal long LeftNs { get; set; }

    internal ContendedLock? WaitsFor { get; set; }

    internal long WaitSinceNs { get; set; }

    internal long BlockedSinceNs { get; set; }

    /// <summary>How long it slept for the lock that it waits for, before it began to spin again; nanoseconds.</summary>
    internal long SleptNs { get; set; }

    internal uint BlockedWith { get; set; }

    internal SimThread? NextWaiter { get; set; }

    internal SimThread? PreviousWaiter { get; set; }

    internal bool IsThinking { get; set; }

    internal bool IsSwitching { get; set; }

    internal bool IsWatching { get; set; }

    /// <summary>Time spent in a state so far; the present state's up to its beginning.</summary>
    public long NsIn(ThreadState state) => _nsIn[(int)state];

    /// <summary>Charges costs to the thread.</summary>
    /// <returns>Whole nanoseconds; what is left waits for the next charge.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long Charge(long ps)
    {
        ulong sum = (ulong)(RemainderPs + ps);
        ulong ns = sum / CostTable.PicosecondsPerNs;
        RemainderPs = (long)(sum - (ns * CostTable.PicosecondsPerNs));
        return (long)ns;
    }

    internal void Enter(ThreadState state, long nowNs)
    {
        _nsIn[(int)State] += nowNs - _sinceNs;
        _sinceNs = nowNs;
        State = state;
        if (state == ThreadState.Ready && StartedNs < 0)
        {
            StartedNs = nowNs;
        }

        if (state == ThreadState.Ended)
        {
            EndedNs = nowNs;
        }
    }
}
