using AllocSim.Simulator.Locks;

namespace AllocSim.Simulator.Allocation;

/// <summary>An allocator whose mutexes can be told apart: what a contended run asks it.</summary>
public interface ILockingAllocator
{
    /// <summary>What a thread does that finds one of them taken.</summary>
    WaitingLaw Waiting { get; }

    /// <summary>The mutexes that there are by now, in the order of reports.</summary>
    IReadOnlyList<NamedMutexes> NamedMutexes();

    /// <summary>Brings counters up to date as a program does that reads them at the end; takes the locks that this takes.</summary>
    /// <param name="thread">The reader.</param>
    void RefreshCounters(int thread)
    {
    }

    /// <summary>The largest request of the size class that a request falls into; the request itself beyond all classes.</summary>
    ulong SizeClassOf(ulong size);
}
