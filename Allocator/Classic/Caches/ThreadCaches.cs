using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Options;
using AllocSim.Allocator.Classic.Runs;
using AllocSim.Allocator.Classic.Sizes;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Classic.Caches;

/// <summary>The threads' caches: made at a thread's first call, collected a class at a time, taken down when the thread ends. (tcache.c)</summary>
internal sealed class ThreadCaches
{
    private readonly ArenaParts _parts;
    private readonly SimMachine _machine;
    private readonly Geometry _geometry;
    private readonly ClassicOptions _options;
    private readonly CacheFlusher _flusher;
    private readonly bool _isFilling;
    private readonly uint _eventsPerBin;

    /// <summary>Makes them. (tcache_boot)</summary>
    public ThreadCaches(ArenaParts parts)
    {
        _parts = parts;
        _machine = parts.Machine;
        _geometry = parts.Geometry;
        _options = parts.Options;
        _isFilling = _options.Junk || _options.Zero;
        _flusher = new CacheFlusher(parts);
        int smallBins = _geometry.Bins.Length;
        if (_options.Tcache)
        {
            MaxClass = MaxClassOf(_options, _geometry);
            BinCount = smallBins + (int)(MaxClass >> _geometry.PageShift);
            uint sweep = _options.LgTcacheGcSweep < 0 ? 0 : 1u << _options.LgTcacheGcSweep;
            _eventsPerBin = (sweep / (uint)smallBins) + (sweep % (uint)smallBins == 0 ? 0u : 1u);
        }
    }

    /// <summary>The largest cached size; 0 without caches. (tcache_maxclass)</summary>
    public ulong MaxClass { get; }

    /// <summary>Cached classes; 0 without caches. (nhbins)</summary>
    public int BinCount { get; }

    /// <summary>Bytes of a cache's record.</summary>
    public ulong RecordBytes => RecordSizes.LinesOf(RecordSizes.TcacheHeader + (RecordSizes.TcacheBin * (ulong)BinCount));

    /// <summary>The largest cached size. A shift of 32 bits goes round, as the processor's does.</summary>
    public static ulong MaxClassOf(ClassicOptions options, Geometry geometry)
    {
        ulong max = options.LgTcacheMax < 0 ? 0 : 1u << options.LgTcacheMax;
        return Math.Min(Math.Max(max, geometry.SspaceMax), Math.Max(geometry.ArenaMaxClass, geometry.SspaceMax));
    }

    /// <summary>Makes a thread's cache; its record is a small object of the arena. (tcache_create)</summary>
    /// <returns>Null when there is no memory.</returns>
    public Tcache? TryMake(Arena arena)
    {
        ulong address = arena.MallocSmall(_geometry.SmallOf(RecordBytes).Index, isZeroed: true);
        if (address == 0)
        {
            return null;
        }

        arena.Mutex.Lock(); // The arena's list of caches, for statistics at exit.
        arena.Mutex.Unlock();
        return new Tcache(address, arena, _geometry, BinCount);
    }

    /// <summary>A small object. (tcache_alloc_small)</summary>
    /// <param name="cache">The thread's cache.</param>
    /// <param name="size">What was asked for: only so much is filled.</param>
    /// <param name="isZeroed">Whether it must read as zero.</param>
    /// <returns>Where it is, or 0.</returns>
    public ulong MallocSmall(Tcache cache, ulong size, bool isZeroed)
    {
        int index = _geometry.BinOf[(size - 1) >> 3];
        ref CacheBin bin = ref cache.Bins[index];
        if (bin.Count == 0)
        {
            cache.Arena.FillSmall(ref bin, index);
            if (bin.Count == 0)
            {
                return 0;
            }
        }

        ulong address = bin.Pop();
        if (isZeroed || _isFilling)
        {
            _machine.Touch(address, size);
        }

        bin.Requests++;
        CountEvent(cache);
        return address;
    }

    /// <summary>A large object; the arena makes one at a time. (tcache_alloc_large)</summary>
    /// <returns>Where it is, or 0.</returns>
    public ulong MallocLarge(Tcache cache, ulong size, bool isZeroed)
    {
        size = _geometry.PagesOf(size);
        ref CacheBin bin = ref cache.Bins[LargeIndex((int)(size >> _geometry.PageShift))];
        ulong address;
        if (bin.Count == 0)
        {
            address = cache.Arena.MallocLarge(size, isZeroed);
            if (address == 0)
            {
                return 0;
            }
        }
        else
        {
            address = bin.Pop();
            if (isZeroed || _isFilling)
            {
                _machine.Touch(address, size);
            }

            bin.Requests++;
        }

        CountEvent(cache);
        return address;
    }

    /// <summary>A small object goes. (tcache_dalloc_small)</summary>
    public void FreeSmall(Tcache cache, Run run, ulong address)
        => Push(cache, run.Info.Index, address, run.Info.RegionBytes);

    /// <summary>A large object goes. (tcache_dalloc_large)</summary>
    public void FreeLarge(Tcache cache, ulong address, ulong size)
        => Push(cache, LargeIndex((int)(size >> _geometry.PageShift)), address, size);

    /// <summary>Gives all that a cache holds back, and itself. (tcache_destroy)</summary>
    public void Destroy(Tcache cache)
    {
        cache.Arena.Mutex.Lock();
        cache.Arena.Mutex.Unlock();
        ReportRequests(cache);
        for (int i = 0; i < cache.Bins.Length; i++)
        {
            _flusher.Flush(cache, i, 0);
        }

        Chunk chunk = _parts.Table.Find(cache.Address)!;
        Run run = chunk.RunAt[(int)((cache.Address - chunk.Address) >> _geometry.PageShift)]!;
        run.Bin.Mutex.Lock();
        chunk.Arena.DeallocateRegion(run, cache.Address);
        run.Bin.Mutex.Unlock();
    }

    /// <summary>Bytes of the objects that a cache holds.</summary>
    public ulong BytesIn(Tcache cache)
    {
        ulong bytes = 0;
        for (int i = 0; i < cache.Bins.Length; i++)
        {
            ulong size = i < _geometry.Bins.Length ? _geometry.Bins[i].RegionBytes : (ulong)(i - _geometry.Bins.Length + 1) << _geometry.PageShift;
            bytes += (ulong)cache.Bins[i].Count * size;
        }

        return bytes;
    }

    // (tcache_stats_merge)
    private void ReportRequests(Tcache cache)
    {
        int smallBins = _geometry.Bins.Length;
        for (int i = 0; i < cache.Bins.Length; i++)
        {
            ref CacheBin cached = ref cache.Bins[i];
            if (i < smallBins)
            {
                Bin bin = cache.Arena.Bins[i];
                bin.Mutex.Lock();
                bin.Counts.Requests += cached.Requests;
                bin.Mutex.Unlock();
            }
            else
            {
                cache.Arena.CountLargeRequests(i - smallBins + 1, cached.Requests);
            }

            cached.Requests = 0;
        }
    }

    private void Push(Tcache cache, int index, ulong address, ulong usable)
    {
        ref CacheBin bin = ref cache.Bins[index];
        _machine.Touch(address, _options.Junk ? usable : RecordSizes.Word);
        if (bin.Count == bin.Max)
        {
            _flusher.Flush(cache, index, bin.Max >> 1);
        }

        bin.Objects[bin.Count++] = address;
        CountEvent(cache);
    }

    // Every so many operations one class gives three quarters of what went unused back. (tcache_event)
    private void CountEvent(Tcache cache)
    {
        if (_eventsPerBin != 0 && ++cache.Events == _eventsPerBin)
        {
            Collect(cache);
        }
    }

    private void Collect(Tcache cache)
    {
        ref CacheBin bin = ref cache.Bins[cache.NextBin];
        if (bin.LowWater > 0)
        {
            _flusher.Flush(cache, cache.NextBin, bin.Count - bin.LowWater + (bin.LowWater >> 2));
        }

        bin.LowWater = bin.Count;
        cache.NextBin++;
        if (cache.NextBin == cache.Bins.Length)
        {
            cache.NextBin = 0;
        }

        cache.Events = 0;
    }

    private int LargeIndex(int pages) => _geometry.Bins.Length + pages - 1;
}
