using System.Runtime.CompilerServices;
using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Contended;
using AllocSim.Allocator.Jemalloc.Prof;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>Allocation.</content>
public sealed partial class JemallocHeap
{
    private readonly ulong[] _usableSizes;
    private readonly int _firstByPages;
    private readonly ulong _largeMisses;
    private readonly byte[] _lookup;
    private readonly int _lookupShift;

    /// <summary>malloc.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Malloc(int thread, ulong size) => TryHit(thread, size, out ulong address) ? address : MallocSlow(thread, size);

    // Where a size stands in the lookup table; size 0 far outside of it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong GrainOf(ulong size) => unchecked((size - 1) >> _lookupShift) + 1;

    // What the thread's cache has at hand, where nothing else is due: most calls of most programs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryHit(int thread, ulong size, out ulong address)
    {
        Tsd[] threads = _threads;
        byte[] lookup = _lookup;
        ulong grain = GrainOf(size);
        if (grain < (ulong)lookup.Length && (uint)thread < (uint)threads.Length)
        {
            Tsd state = threads[thread];
            ref CacheBin bin = ref state.Bins[lookup[(uint)grain]];
            int head = bin.Head;
            ulong after = state.Allocated.Current + bin.UsableSize;
            if (head != bin.Empty && after < state.Allocated.NextEventFast)
            {
                bin.Head = head + 1;
                bin.LowWater = Math.Max(bin.LowWater, head + 1);
                bin.Requests++;
                state.Allocated.Current = after;
                address = state.Slots[head];
                return true;
            }
        }

        address = 0;
        return false;
    }

    /// <summary>calloc; null when the product overflows.</summary>
    public ulong Calloc(int thread, ulong count, ulong size)
    {
        ulong high = Math.BigMul(count, size, out ulong bytes);
        if (high == 0 && _profiler is null && TryHit(thread, bytes, out ulong address))
        {
            _machine.Touch(address, _usableSizes[_lookup[GrainOf(bytes)]]);
            return address;
        }

        return high == 0 ? MallocPlain(Fetch(thread), EntryPoint.Calloc, bytes, zero: true) : Refuse(thread);
    }

    /// <summary>posix_memalign; 0 where it refuses.</summary>
    public ulong Memalign(int thread, ulong alignment, ulong size) => MallocAligned(thread, EntryPoint.PosixMemalign, alignment, size, sizeof(ulong));

    /// <summary>aligned_alloc; 0 where it refuses.</summary>
    public ulong AlignedAlloc(int thread, ulong alignment, ulong size) => MallocAligned(thread, EntryPoint.AlignedAlloc, alignment, size, 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong MallocSlow(int thread, ulong size)
    {
        return _countsBeforeLook && IsFast(thread) && TryTickedMalloc(_threads[thread], size, out ulong address) ? address : MallocPlain(Fetch(thread), EntryPoint.Malloc, size, zero: false);
    }

    private ulong MallocPlain(Tsd state, EntryPoint entry, ulong size, bool zero)
    {
        int szind = _sizes.SizeToIndex(size);
        if (szind >= _sizes.Count)
        {
            return 0;
        }

        zero |= _options.Zero;
        if (_profiler is not null)
        {
            return ProfiledMalloc(state, entry, size, UsableOf(szind, size), 0, zero, 0);
        }

        ulong address = ArenaMalloc(state, null, size, szind, zero, state.AvailableTcache);
        if (address != 0)
        {
            ulong usize = UsableOf(szind, size);
            _events.CountAllocated(state, usize);
            JunkNew(address, usize, zero);
        }

        return address;
    }

    private ulong MallocAligned(int thread, EntryPoint entry, ulong alignment, ulong size, ulong minAlignment)
    {
        Tsd state = Fetch(thread);
        if (alignment < minAlignment || (alignment & (alignment - 1)) != 0)
        {
            return 0;
        }

        ulong usize = _sizes.AlignedUsable(Math.Max(size, 1), alignment);
        return usize == 0 || usize > _sizes.LargeMax ? 0
            : _profiler is not null ? ProfiledMalloc(state, entry, size, usize, alignment, _options.Zero, 0)
            : CountedAlignedMalloc(state, null, usize, alignment, _options.Zero, state.AvailableTcache);
    }

    private ulong CountedAlignedMalloc(Tsd state, Arena? arena, ulong usize, ulong alignment, bool zero, Tcache? cache)
    {
        ulong address = AlignedMalloc(state, arena, usize, alignment, zero, cache);
        if (address != 0)
        {
            _events.CountAllocated(state, usize);
            JunkNew(address, usize, zero);
        }

        return address;
    }

    // Bytes of the object that a request of a class gets.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong UsableOf(int szind, ulong size) => szind < _firstByPages ? _usableSizes[szind] : _sizes.PageCeiling(size);

    // The call fails, but the thread has called.
    private ulong Refuse(int thread)
    {
        Fetch(thread);
        return 0;
    }

    // (arena_malloc)
    internal ulong ArenaMalloc(Tsd? state, Arena? arena, ulong size, int szind, bool zero, Tcache? cache)
    {
        if (cache is not null && size <= cache.Layout.MaxClassOrSmall)
        {
            if (szind < _sizes.SmallCount)
            {
                return CachedMallocSmall(state!, arena, size, szind, zero, cache);
            }

            if (cache.Bins[szind].Capacity != 0)
            {
                return CachedMallocLarge(state!, arena, size, szind, zero, cache);
            }
        }

        return ArenaMallocHard(state, arena, size, szind, zero);
    }

    // (tcache_alloc_small)
    private ulong CachedMallocSmall(Tsd state, Arena? arena, ulong size, int szind, bool zero, Tcache cache)
    {
        if (!TryPop(cache, szind, out ulong address))
        {
            arena = _arenas.Choose(state, arena);
            if (arena is null)
            {
                return 0;
            }

            if (cache.Bins[szind].Capacity == 0)
            {
                return ArenaMallocHard(state, arena, size, szind, zero);
            }

            Fill(state, arena, cache, szind);
            if (!TryPop(cache, szind, out address))
            {
                return 0;
            }
        }

        cache.Bins[szind].Requests++;
        TouchIf(zero, address, _usableSizes[szind]);
        _ticks?.Count(state, cache);
        return address;
    }

    // Where fills are in bursts, each that follows another without a flush between takes twice as many, and no slab is broken up for the last of them. (tcache_alloc_small_hard)
    private void Fill(Tsd state, Arena arena, Tcache cache, int szind)
    {
        int divisor = cache.LgFillDiv[szind];
        ref byte burst = ref cache.FillBurst[szind];
        int most = Math.Max(cache.Bins[szind].Capacity >> (divisor - burst), 1);
        cache.Fill(state, arena, szind, _options.ExperimentalTcacheGc ? (most >> 1) + 1 : most, most, _machine);
        cache.IsRefilled[szind] = true;
        burst += _options.ExperimentalTcacheGc && burst + 1 < divisor ? (byte)1 : (byte)0;
    }

    // (tcache_alloc_large)
    private ulong CachedMallocLarge(Tsd state, Arena? arena, ulong size, int szind, bool zero, Tcache cache)
    {
        if (TryPop(cache, szind, out ulong address))
        {
            _machine.Costs?.Charge(JemallocCost.TcacheLarge);
            cache.Bins[szind].Requests++;
            TouchIf(zero, address, _usableSizes[szind]);
        }
        else
        {
            arena = _arenas.Choose(state, arena);
            address = arena is null ? 0 : arena.MallocLarge(state, _sizes.SizeToUsable(size), CacheLine, zero);
            if (address == 0)
            {
                return 0;
            }

            cache.Bins[szind].Requests += _largeMisses;
        }

        _ticks?.Count(state, cache);
        return address;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryPop(Tcache cache, int szind, out ulong address)
    {
        ref CacheBin bin = ref cache.Bins[szind];
        int head = bin.Head;
        if (head == bin.Empty)
        {
            if (_readsHeadFirst)
            {
                cache.ReadBehind(_machine, bin);
            }

            address = 0;
            return false;
        }

        address = cache.Slots[head];
        bin.Head = head + 1;
        bin.LowWater = Math.Max(bin.LowWater, bin.Head);
        return true;
    }

    // (arena_malloc_hard)
    private ulong ArenaMallocHard(Tsd? state, Arena? arena, ulong size, int szind, bool zero)
    {
        if (state is not null)
        {
            arena = _arenas.ChooseForSize(state, arena, size);
        }

        if (arena is null)
        {
            return 0;
        }

        if (szind >= _sizes.SmallCount)
        {
            return arena.MallocLarge(state, UsableOf(szind, size), CacheLine, zero);
        }

        ulong address = arena.MallocSmall(state, szind);
        TouchIf(zero && address != 0, address, _usableSizes[szind]);
        return address;
    }

    // (arena_palloc)
    internal ulong AlignedMalloc(Tsd? state, Arena? arena, ulong usize, ulong alignment, bool zero, Tcache? cache)
    {
        if (usize <= _sizes.SmallMax)
        {
            return ArenaMalloc(state, arena, usize, _sizes.SizeToIndex(usize), zero, cache);
        }

        ulong atLeastLine = Math.Max(alignment, CacheLine);
        ulong aligned = _sizes.AlignedUsable(usize, atLeastLine);
        if (aligned == 0 || aligned > _sizes.LargeMax)
        {
            return 0;
        }

        if (state is not null)
        {
            arena = _arenas.ChooseForSize(state, arena, usize);
        }

        return arena is null ? 0 : arena.MallocLarge(state, usize, atLeastLine, zero);
    }
}
