using AllocSim.Allocator.Tcmalloc.Central;
using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Allocator.Tcmalloc.Sources;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Tcmalloc.Threads;

/// <summary>All threads' caches, and the budget that they share.</summary>
internal sealed class ThreadCaches
{
    private const int ShareMin = 512 * 1024;
    private const int StealBytes = 64 * 1024;
    private const int VictimsMax = 10;
    private const ulong ListBytes = 32;
    private const ulong TailBytes = 64;

    private readonly SizeMap _sizes;
    private readonly CentralCache _central;
    private readonly RecordPool _records;
    private readonly TcmallocLock _lock;
    private readonly SimMachine _machine;
    private ThreadCache?[] _byRecord = new ThreadCache?[8];
    private ThreadCache? _nextVictim;

    /// <summary>Makes the budget; there are no caches yet.</summary>
    /// <param name="sizes">The classes.</param>
    /// <param name="central">Where caches get objects from.</param>
    /// <param name="records">Their records, and whose pages those are.</param>
    /// <param name="locks">The page heap's lock guards the list of caches and the budget.</param>
    /// <param name="budgetBytes">What all caches together may hold, more or less. (overall_thread_cache_size_)</param>
    public ThreadCaches(SizeMap sizes, CentralCache central, TcmallocRecords records, TcmallocLocks locks, long budgetBytes)
    {
        _sizes = sizes;
        _central = central;
        _records = records.Caches;
        _lock = locks.PageHeap;
        _machine = records.Machine;
        BudgetBytes = budgetBytes;
        UnclaimedBytes = budgetBytes;
    }

    /// <summary>What all caches together may hold, more or less.</summary>
    public long BudgetBytes { get; }

    /// <summary>What no cache has claimed; negative where caches have had their smallest share though nothing was left. (unclaimed_cache_space_)</summary>
    public long UnclaimedBytes { get; private set; }

    /// <summary>The cache that was made last. (thread_heaps_)</summary>
    public ThreadCache? First { get; private set; }

    /// <summary>Caches. (HeapsInUse)</summary>
    public int Count => _records.InUse;

    /// <summary>Bytes of the objects in all caches.</summary>
    public ulong Bytes
    {
        get
        {
            ulong bytes = 0;
            for (ThreadCache? cache = First; cache is not null; cache = cache.Next)
            {
                bytes += unchecked((ulong)cache.Size);
            }

            return bytes;
        }
    }

    /// <summary>Something was done that takes time.</summary>
    public void Charge(CostKind kind, long count) => _machine.Costs?.Charge(kind, count);

    /// <summary>Makes a cache. (NewHeap)</summary>
    public ThreadCache New()
    {
        _lock.Lock();
        ThreadCache cache = OfRecord(_records.New());
        cache.MaxSize = 0;
        IncreaseLimitLocked(cache);
        if (cache.MaxSize == 0)
        {
            cache.MaxSize = ShareMin;
            UnclaimedBytes -= ShareMin;
        }

        cache.Clear();
        TouchRecord(_records.AddressOf(cache.Record));
        cache.Next = First;
        cache.Previous = null;
        if (First is not null)
        {
            First.Previous = cache;
        }
        else
        {
            _nextVictim = cache;
        }

        First = cache;
        _lock.Unlock();
        return cache;
    }

    /// <summary>The cache's thread ends: its objects and its share go back. (DeleteCache)</summary>
    public void Delete(ThreadCache cache)
    {
        cache.Flush();
        _lock.Lock();
        if (cache.Next is not null)
        {
            cache.Next.Previous = cache.Previous;
        }

        if (cache.Previous is not null)
        {
            cache.Previous.Next = cache.Next;
        }

        if (First == cache)
        {
            First = cache.Next;
        }

        if (_nextVictim == cache)
        {
            _nextVictim = cache.Next;
        }

        _nextVictim ??= First;
        UnclaimedBytes += cache.MaxSize;
        _records.Delete(cache.Record);
        _lock.Unlock();
    }

    /// <summary>Gives a cache 64 KiB more of the budget, from what is unclaimed or from another cache that has more than the smallest share. (IncreaseCacheLimit)</summary>
    public void IncreaseLimit(ThreadCache cache)
    {
        _lock.Lock();
        IncreaseLimitLocked(cache);
        _lock.Unlock();
    }

    private void IncreaseLimitLocked(ThreadCache cache)
    {
        if (UnclaimedBytes > 0)
        {
            UnclaimedBytes -= StealBytes;
            cache.MaxSize += StealBytes;
            return;
        }

        for (int i = 0; i < VictimsMax; i++)
        {
            ThreadCache victim = _nextVictim ?? First!;
            _nextVictim = victim.Next;
            if (victim != cache && victim.MaxSize > ShareMin)
            {
                victim.MaxSize -= StealBytes;
                cache.MaxSize += StealBytes;
                return;
            }
        }
    }

    private ThreadCache OfRecord(int record)
    {
        if (record >= _byRecord.Length)
        {
            Array.Resize(ref _byRecord, _byRecord.Length * 2);
        }

        return _byRecord[record] ??= new ThreadCache(this, _central, _sizes, record);
    }

    // Lists of classes that there are not are never written.
    private void TouchRecord(ulong address)
    {
        _machine.Touch(address, (ulong)_sizes.Count * ListBytes);
        _machine.Touch(address + ThreadCache.RecordBytes - TailBytes, TailBytes);
    }
}
