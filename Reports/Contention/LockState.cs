using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Locks;

namespace AllocSim.Reports.Contention;

/// <summary>Counters of a lock at a time, or what they grew by.</summary>
internal readonly record struct LockState(ulong NumOps, ulong NumWait, ulong NumSpinAcq, ulong NumOwnerSwitch, ulong TotalWaitNs, long WaitedNs, long HeldNs, long WaitingAreaNs, int Waiting)
{
    public static LockState Of(ContendedLock each, long nowNs)
    {
        ref readonly MutexProfile profile = ref each.Mutex.Profile;
        return new LockState((ulong)each.Acquisitions, profile.NumWait, profile.NumSpinAcq, profile.NumOwnerSwitch, profile.TotalWaitTimeNs, each.WaitNs, each.HoldNs, each.WaitingAreaAt(nowNs), each.WaiterCount);
    }

    /// <summary>This and what a lock grew by. Where its counters were reset in between they are taken as they are.</summary>
    public LockState Plus(in LockState now, in LockState then) => new(
        NumOps + Grown(now.NumOps, then.NumOps),
        NumWait + Grown(now.NumWait, then.NumWait),
        NumSpinAcq + Grown(now.NumSpinAcq, then.NumSpinAcq),
        NumOwnerSwitch + Grown(now.NumOwnerSwitch, then.NumOwnerSwitch),
        TotalWaitNs + Grown(now.TotalWaitNs, then.TotalWaitNs),
        WaitedNs + now.WaitedNs - then.WaitedNs,
        HeldNs + now.HeldNs - then.HeldNs,
        WaitingAreaNs + now.WaitingAreaNs - then.WaitingAreaNs,
        Waiting + now.Waiting);

    public MutexWindowRow ToRow(string name, long timeNs, long windowNs) => new()
    {
        TimeNs = timeNs,
        WindowNs = windowNs,
        Mutex = name,
        NumOps = NumOps,
        NumWait = NumWait,
        NumSpinAcq = NumSpinAcq,
        NumOwnerSwitch = NumOwnerSwitch,
        TotalWaitTime = TotalWaitNs,
        WaitedNs = WaitedNs,
        HeldNs = HeldNs,
        WaitingAreaNs = WaitingAreaNs,
        WaitingThreads = Waiting,
    };

    private static ulong Grown(ulong now, ulong then) => now >= then ? now - then : now;
}
