using System.Globalization;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Tcmalloc.Threads;

/// <summary>The locks for which threads can wait: the page heap's, which guards the caches' budget too, and one for each class's central list.</summary>
/// <remarks>Those of the metadata and of the system are taken under the page heap's alone: nobody ever waits for them.</remarks>
internal sealed class TcmallocLocks
{
    private const int CentralRank = 1;
    private const int PageHeapRank = 2;

    private readonly TcmallocLock[] _central;

    /// <summary>Makes them, free.</summary>
    /// <param name="classes">Size classes, the empty one among them.</param>
    /// <param name="caller">The thread under way.</param>
    /// <param name="recorder">Who is told of acquisitions; null in a serial run.</param>
    public TcmallocLocks(int classes, Caller caller, ILockRecorder? recorder)
    {
        PageHeap = new TcmallocLock("pageheap", PageHeapRank, caller, recorder);
        _central = new TcmallocLock[classes];
        for (int i = 0; i < classes; i++)
        {
            _central[i] = new TcmallocLock("central_cache", CentralRank, caller, recorder);
        }
    }

    /// <summary>The page heap's. (pageheap_lock)</summary>
    public TcmallocLock PageHeap { get; }

    /// <summary>That of a class's central list. (CentralFreeList::lock_)</summary>
    public TcmallocLock Central(int sizeClass) => _central[sizeClass];

    /// <summary>All by name: the page heap's, then the central lists' that were ever taken.</summary>
    public IReadOnlyList<NamedMutexes> Named()
    {
        List<NamedMutexes> named = [new("pageheap", [PageHeap.Mutex])];
        for (int i = 0; i < _central.Length; i++)
        {
            if (_central[i].Mutex.Profile.NumOps > 0)
            {
                named.Add(new(string.Create(CultureInfo.InvariantCulture, $"central_cache.{i}"), [_central[i].Mutex]));
            }
        }

        return named;
    }
}
