using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Runs;
using AllocSim.Allocator.Classic.Sizes;

namespace AllocSim.Allocator.Classic.Caches;

/// <summary>Gives objects of a cache back to their arenas: those that came last first, an arena at a time.</summary>
internal sealed class CacheFlusher
{
    private readonly ArenaParts _parts;
    private readonly int _smallBins;
    private ulong[] _flush = new ulong[256];
    private ulong[] _deferred = new ulong[256];

    /// <summary>Makes it.</summary>
    public CacheFlusher(ArenaParts parts)
    {
        _parts = parts;
        _smallBins = parts.Geometry.Bins.Length;
    }

    /// <summary>Flushes a class down to a number of objects. (tcache_bin_flush_small, tcache_bin_flush_large)</summary>
    public void Flush(Tcache cache, int index, int remaining)
    {
        ref CacheBin bin = ref cache.Bins[index];
        if (index < _smallBins)
        {
            FlushSmall(cache, ref bin, index, remaining);
        }
        else
        {
            FlushLarge(cache, ref bin, index, remaining);
        }

        bin.Count = remaining;
        bin.LowWater = Math.Min(bin.LowWater, remaining);
    }

    // The loop runs once even when nothing is to go, if only there is something in the cache: its arena is that of the object on top.
    private void FlushSmall(Tcache cache, ref CacheBin cached, int index, int remaining)
    {
        bool isReported = false;
        int count = Start(cached, remaining);
        Chunk? first = cached.Count > 0 ? ChunkOf(cached.Objects[cached.Count - 1]) : null;
        while (first is not null)
        {
            Arena arena = first.Arena;
            Bin bin = arena.Bins[index];
            bin.Mutex.Lock();
            if (arena == cache.Arena)
            {
                isReported = true;
                ReportFlush(bin, ref cached);
            }

            int deferred = 0;
            for (int i = 0; i < count; i++)
            {
                ulong address = _flush[i];
                Chunk chunk = ChunkOf(address);
                if (chunk.Arena == arena)
                {
                    Run run = chunk.RunAt[(int)((address - chunk.Address) >> _parts.Geometry.PageShift)]!;
                    arena.DeallocateRegion(run, address);
                }
                else
                {
                    Defer(address, ref deferred);
                }
            }

            bin.Mutex.Unlock();
            (first, count) = NextPass(deferred);
        }

        if (!isReported)
        {
            Bin bin = cache.Arena.Bins[index];
            bin.Mutex.Lock();
            ReportFlush(bin, ref cached);
            bin.Mutex.Unlock();
        }
    }

    private void FlushLarge(Tcache cache, ref CacheBin cached, int index, int remaining)
    {
        int count = Start(cached, remaining);
        Chunk? first = cached.Count > 0 ? ChunkOf(cached.Objects[cached.Count - 1]) : null;
        while (first is not null)
        {
            Arena arena = first.Arena;
            arena.Mutex.Lock();
            if (arena == cache.Arena)
            {
                arena.CountLargeRequests(index - _smallBins + 1, cached.Requests);
                cached.Requests = 0;
            }

            int deferred = 0;
            for (int i = 0; i < count; i++)
            {
                ulong address = _flush[i];
                Chunk chunk = ChunkOf(address);
                if (chunk.Arena == arena)
                {
                    arena.DeallocateLarge(chunk, (int)((address - chunk.Address) >> _parts.Geometry.PageShift));
                }
                else
                {
                    Defer(address, ref deferred);
                }
            }

            arena.Mutex.Unlock();
            (first, count) = NextPass(deferred);
        }
    }

    private static void ReportFlush(Bin bin, ref CacheBin cached)
    {
        bin.Counts.Flushes++;
        bin.Counts.Requests += cached.Requests;
        cached.Requests = 0;
    }

    // What goes, from the top down.
    private int Start(in CacheBin cached, int remaining)
    {
        int count = cached.Count - remaining;
        for (int i = 0; i < count; i++)
        {
            _flush[i] = cached.Objects[cached.Count - 1 - i];
        }

        return count;
    }

    private void Defer(ulong address, ref int deferred)
    {
        _parts.Machine.Touch(address, RecordSizes.Word);
        _deferred[deferred++] = address;
    }

    // Objects of other arenas were stacked, so that they come in the reverse order.
    private (Chunk? First, int Count) NextPass(int deferred)
    {
        _deferred.AsSpan(0, deferred).Reverse();
        (_flush, _deferred) = (_deferred, _flush);
        return (deferred > 0 ? ChunkOf(_flush[0]) : null, deferred);
    }

    private Chunk ChunkOf(ulong address) => _parts.Table.Find(address)!;
}
