using AllocSim.Simulator.Locks;

namespace AllocSim.Simulator.Contention;

/// <summary>A mutex in simulated time: who has it, who waits, and what that came to.</summary>
/// <remarks>Two of its figures are kept twice, once by acquisition and once as an area over time; <see cref="ContentionLaws"/> compares them.</remarks>
public sealed class ContendedLock
{
    private long _changedNs;
    private SimThread? _firstWaiter;
    private SimThread? _lastWaiter;
    private ulong _draw = 0x9E37_79B9_7F4A_7C15;

    internal ContendedLock(int index, SimMutex mutex)
    {
        Index = index;
        Mutex = mutex;
    }

    /// <summary>Its place in the kernel, from 0.</summary>
    public int Index { get; }

    /// <summary>The mutex.</summary>
    public SimMutex Mutex { get; }

    /// <summary>Acquisitions.</summary>
    public long Acquisitions { get; private set; }

    /// <summary>Time from each acquisition to its release, nanoseconds.</summary>
    public long HoldNs { get; private set; }

    /// <summary>Time from asking to having, of all acquisitions: spinning and blocked; nanoseconds.</summary>
    public long WaitNs { get; private set; }

    /// <summary>Acquisitions that had to wait, spinning or blocked.</summary>
    public long WaitedAcquisitions { get; private set; }

    /// <summary>Most threads that waited at once, spinning or blocked.</summary>
    public int MostWaiting { get; private set; }

    /// <summary>Integral over time of the number of waiting threads, nanoseconds.</summary>
    public long WaitingAreaNs { get; private set; }

    /// <summary><see cref="WaitingAreaNs"/> as it stands at a time that is not before the last change.</summary>
    public long WaitingAreaAt(long nowNs) => WaitingAreaNs + ((nowNs - _changedNs) * WaiterCount);

    /// <summary>Time in which it was held, nanoseconds.</summary>
    public long HeldAreaNs { get; private set; }

    /// <summary>Threads that wait now.</summary>
    public int WaiterCount { get; private set; }

    /// <summary>Who has it; null when it is free.</summary>
    public SimThread? Holder { get; private set; }

    /// <summary>Acquisitions to come that have something published already, because operations take effect when they begin.</summary>
    internal int UnpublishedCount { get; set; }

    internal uint Stamp { get; set; }

    internal uint BlockedCount { get; set; }

    internal bool IsWaking { get; set; }

    internal long AcquiredNs { get; private set; }

    internal SimThread? FirstWaiter => _firstWaiter;

    internal void Take(SimThread thread, long nowNs)
    {
        Account(nowNs);
        Holder = thread;
        AcquiredNs = nowNs;
        ref readonly ScriptStep step = ref thread.Script[thread.Position];
        Acquisitions += step.IsUncounted ? 0 : 1;
        UnpublishedCount -= step.Publishes ? 1 : 0;
        Stamp++;
    }

    internal void Free(long nowNs)
    {
        Account(nowNs);
        HoldNs += nowNs - AcquiredNs;
        Holder = null;
        Stamp++;
    }

    internal void AddWaiter(SimThread thread, long nowNs)
    {
        Account(nowNs);
        thread.NextWaiter = null;
        thread.PreviousWaiter = _lastWaiter;
        if (_lastWaiter is null)
        {
            _firstWaiter = thread;
        }
        else
        {
            _lastWaiter.NextWaiter = thread;
        }

        _lastWaiter = thread;
        WaiterCount++;
        MostWaiting = Math.Max(MostWaiting, WaiterCount);
    }

    internal void RemoveWaiter(SimThread thread, long nowNs)
    {
        Account(nowNs);
        if (thread.PreviousWaiter is { } previous)
        {
            previous.NextWaiter = thread.NextWaiter;
        }
        else
        {
            _firstWaiter = thread.NextWaiter;
        }

        if (thread.NextWaiter is { } next)
        {
            next.PreviousWaiter = thread.PreviousWaiter;
        }
        else
        {
            _lastWaiter = thread.PreviousWaiter;
        }

        thread.NextWaiter = null;
        thread.PreviousWaiter = null;
        WaiterCount--;
        WaitNs += nowNs - thread.WaitSinceNs;
        WaitedAcquisitions++;
    }

    /// <summary>The next of a fixed series of numbers from 0 to 7 or, if <paramref name="below"/> says so, to another limit.</summary>
    internal int Draw(int below = 8)
    {
        _draw ^= _draw << 13;
        _draw ^= _draw >> 7;
        _draw ^= _draw << 17;
        return (int)((_draw >> 11) % (ulong)below);
    }

    private void Account(long nowNs)
    {
        long passed = nowNs - _changedNs;
        _changedNs = nowNs;
        WaitingAreaNs += passed * WaiterCount;
        HeldAreaNs += Holder is null ? 0 : passed;
    }
}
