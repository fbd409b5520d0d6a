using AllocSim.Simulator.Allocation;

namespace AllocSim.Simulator.Contention;

/// <summary>What must hold to the nanosecond at the end of every contended run.</summary>
public static class ContentionLaws
{
    /// <summary>Checks the utilisation law and Little's law for every lock, and that the time of threads and that of CPUs is the same time.</summary>
    /// <exception cref="InvariantException">One of them does not hold.</exception>
    public static void Check(ContentionKernel kernel)
    {
        foreach (ContendedLock each in kernel.Locks)
        {
            Require(each.Holder is null && each.WaiterCount == 0, $"{each.Mutex.Name} is still held or waited for at the end");
            Require(each.HoldNs == each.HeldAreaNs, $"utilisation law: {each.Mutex.Name} was held {each.HoldNs} ns by acquisition and {each.HeldAreaNs} ns by the clock");
            Require(each.WaitNs == each.WaitingAreaNs, $"Little's law: {each.Mutex.Name} was waited for {each.WaitNs} ns by acquisition and {each.WaitingAreaNs} ns by the clock");
        }

        long cpuNs = kernel.Cpus.Sum(cpu => cpu.BusyNs);
        long threadNs = kernel.Threads.Sum(thread => thread.NsIn(ThreadState.Running) + thread.NsIn(ThreadState.Spinning));
        Require(cpuNs == threadNs, $"the CPUs were busy for {cpuNs} ns, the threads had them for {threadNs} ns");
        long waitNs = kernel.Threads.Sum(thread => thread.LockWaitNs);
        Require(waitNs == kernel.Locks.Sum(each => each.WaitNs), $"threads waited {waitNs} ns for locks, which is not the locks' sum");
    }

    private static void Require(bool holds, FormattableString otherwise)
    {
        if (!holds)
        {
            throw new InvariantException(FormattableString.Invariant(otherwise));
        }
    }
}
