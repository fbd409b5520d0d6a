using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Prof.Records;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>The samples that were taken last, live and freed, up to a number of them. While one is here, the records of who allocated and who freed it stay.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/prof_recent.c`. One thread runs at a time, so nothing changes where the library lets its lock go and looks again.</remarks>
internal sealed class RecentSamples(IProfMemory memory, ProfData data, long most)
{
    private readonly Dictionary<int, RecentSample> _byExtent = [];
    private readonly LinkedList<RecentSample> _samples = [];
    private long _most = most;

    /// <summary>Most samples kept; -1 for all.</summary>
    public long Most => _most;

    /// <summary>Samples that are kept, the oldest first.</summary>
    public IReadOnlyCollection<RecentSample> Kept => _samples;

    /// <summary>A sample is counted: whether it is to be kept. Its thread's mutex is held. (prof_recent_alloc_prepare)</summary>
    public bool TryReserve(ProfTctx tctx)
    {
        if (_most == 0)
        {
            return false;
        }

        tctx.RecentCount++;
        return true;
    }

    /// <summary>Keeps the sample of an extent; the oldest one goes when there is no more room. (prof_recent_alloc)</summary>
    public void Add(Tsd thread, int extent, ProfTctx tctx)
    {
        data.Mutexes.RecentAlloc.Lock(thread);
        if (_samples.Count == _most)
        {
            RecentSample oldest = _samples.First!.Value;
            (ProfTctx allocated, ProfTctx? freed) = (oldest.AllocTctx, oldest.FreeTctx);
            LeaveExtent(oldest);
            _samples.RemoveFirst();
            Fill(oldest, extent, tctx);
            data.Mutexes.RecentAlloc.Unlock(thread);
            LetGo(thread, allocated);
            LetGo(thread, freed);
            return;
        }

        data.Mutexes.RecentAlloc.Unlock(thread);
        ulong address = memory.Allocate(thread, RecentSample.Bytes);
        data.Mutexes.RecentAlloc.Lock(thread);
        if (address != 0)
        {
            Fill(new RecentSample(address), extent, tctx);
        }

        data.Mutexes.RecentAlloc.Unlock(thread);
        if (address == 0)
        {
            LetGo(thread, tctx);
        }
    }

    /// <summary>Whether the sample of an extent is kept.</summary>
    public bool IsKept(int extent) => _byExtent.ContainsKey(extent);

    /// <summary>A sample that is kept is about to be freed. (prof_recent_alloc_reset, second half)</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="extent">Its extent.</param>
    /// <param name="freed">The caller's record; null when there is none.</param>
    public void MarkFreed(Tsd thread, int extent, ProfTctx? freed)
    {
        if (freed is not null)
        {
            freed.Tdata.Mutex.Lock(thread);
            freed.RecentCount++;
            freed.IsPrepared = false;
            freed.Tdata.Mutex.Unlock(thread);
        }

        data.Mutexes.RecentAlloc.Lock(thread);
        bool isStillKept = _byExtent.TryGetValue(extent, out RecentSample? sample);
        if (isStillKept)
        {
            sample!.FreeTctx = freed;
            LeaveExtent(sample);
        }

        data.Mutexes.RecentAlloc.Unlock(thread);
        if (!isStillKept)
        {
            LetGo(thread, freed);
        }
    }

    /// <summary>Sets how many are kept; the oldest ones go. (prof_recent_alloc_max_ctl_write)</summary>
    /// <returns>How many were kept at most.</returns>
    public long SetMost(Tsd thread, long most)
    {
        data.Mutexes.RecentAlloc.Lock(thread);
        long before = _most;
        _most = most;
        List<RecentSample> dropped = [];
        while (most >= 0 && _samples.Count > most)
        {
            RecentSample oldest = _samples.First!.Value;
            LeaveExtent(oldest);
            _samples.RemoveFirst();
            dropped.Add(oldest);
        }

        data.Mutexes.RecentAlloc.Unlock(thread);
        foreach (RecentSample sample in dropped)
        {
            LetGo(thread, sample.AllocTctx);
            LetGo(thread, sample.FreeTctx);
            memory.Free(thread, sample.Address);
        }

        return before;
    }

    private void Fill(RecentSample sample, int extent, ProfTctx tctx)
    {
        sample.AllocTctx = tctx;
        sample.FreeTctx = null;
        sample.Extent = extent;
        _byExtent[extent] = sample;
        _samples.AddLast(sample);
    }

    private void LeaveExtent(RecentSample sample)
    {
        if (sample.Extent >= 0)
        {
            _byExtent.Remove(sample.Extent);
            sample.Extent = -1;
        }
    }

    // (decrement_recent_count)
    private void LetGo(Tsd thread, ProfTctx? tctx)
    {
        if (tctx is not null)
        {
            tctx.Tdata.Mutex.Lock(thread);
            tctx.RecentCount--;
            data.ReleaseTctx(thread, tctx);
        }
    }
}
