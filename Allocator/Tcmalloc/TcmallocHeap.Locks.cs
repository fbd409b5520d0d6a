using AllocSim.Allocator.Tcmalloc.Threads;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Tcmalloc;

/// <content>The locks, and what large objects do under the page heap's.</content>
public sealed partial class TcmallocHeap
{
    /// <summary>What a thread does that finds a lock taken.</summary>
    public static WaitingLaw Waiting => TcmallocLock.Waiting;

    /// <summary>The page heap's lock, then those of the central lists that were ever taken, by class.</summary>
    public IReadOnlyList<NamedMutexes> NamedMutexes() => _locks.Named();

    /// <summary>The usable size that a request gets.</summary>
    public ulong SizeClassOf(ulong size) => UsableFor(size);

    private ulong NewLarge(ulong pages)
    {
        _locks.PageHeap.Lock();
        ulong address = _pageHeap.NewLarge(pages);
        _locks.PageHeap.Unlock();
        return address;
    }

    private ulong NewAligned(int thread, ulong alignment, ulong size)
    {
        _caller.Thread = thread;
        _locks.PageHeap.Lock();
        ulong address = _pageHeap.NewAligned(alignment, size);
        _locks.PageHeap.Unlock();
        return address;
    }
}
