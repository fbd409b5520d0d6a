using System.Runtime.CompilerServices;
using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>Threads: from their first call to their end. Source: jemalloc 5.3.0, `src/tsd.c`.</content>
public sealed partial class JemallocHeap
{
    private readonly Dictionary<ulong, int> _blockIds = [];
    private Tsd[] _threads = [];
    private bool _isInitialized;

    /// <summary>The thread ends: it leaves its arenas, its cache is flushed. (tsd_cleanup)</summary>
    public void ThreadExit(int thread)
    {
        if ((uint)thread >= (uint)_threads.Length || _threads[thread].Phase is ThreadPhase.Uninitialized or ThreadPhase.Purgatory)
        {
            return;
        }

        Tsd state = _threads[thread];
        _profiler?.ThreadExit(state);
        _arenas.Leave(state);
        if (state.AvailableTcache is { } cache)
        {
            DestroyTcache(state, cache);
            state.Tcache = null;
        }

        state.ReentrancyLevel = 1;
        state.Phase = ThreadPhase.Purgatory;
        _events.RecomputeFast(state);
    }

    // The thread, set up in full.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Tsd Fetch(int thread)
    {
        if ((uint)thread < (uint)_threads.Length)
        {
            Tsd state = _threads[thread];
            if (state.Phase == ThreadPhase.Nominal)
            {
                return state;
            }
        }

        return FetchSlow(thread);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Tsd FetchSlow(int thread)
    {
        Tsd state = FetchAny(thread);
        if (state.Phase == ThreadPhase.Uninitialized)
        {
            InitNominal(state);
        }
        else if (state.Phase == ThreadPhase.Minimal)
        {
            state.ReentrancyLevel--;
            InitNominal(state);
        }

        return state;
    }

    // The thread, at least so far set up that it can free.
    private Tsd FetchMinimal(int thread)
    {
        Tsd state = FetchAny(thread);
        if (state.Phase == ThreadPhase.Uninitialized)
        {
            state.Phase = ThreadPhase.Minimal;
            state.ReentrancyLevel = 1;
            state.IsWithoutArenaTicks = true;
            state.MinimalFetches = 1;
            InitData(state);
        }
        else if (state.Phase == ThreadPhase.Minimal && ++state.MinimalFetches == _options.Version.MinimalFetchMax)
        {
            state.ReentrancyLevel--;
            InitNominal(state);
        }

        return state;
    }

    private Tsd FetchAny(int thread)
    {
        if (!_isBooted)
        {
            Boot(thread);
        }

        Tsd state = (uint)thread < (uint)_threads.Length && _threads[thread].BlockAddress != 0 ? _threads[thread] : AddThread(thread);
        _rtree.Looked = state.Leaves;
        return state.Phase == ThreadPhase.Purgatory
            ? throw new TraceFormatException($"thread {thread} acts after its exit; a thread's exit has to be its last operation")
            : state;
    }

    private Tsd AddThread(int thread)
    {
        if (thread >= _threads.Length)
        {
            int old = _threads.Length;
            Array.Resize(ref _threads, Math.Max(thread + 1, old * 2));
            var placeholder = new Tsd(-1, -1, 0, 0);
            _threads.AsSpan(old).Fill(placeholder);
        }

        ulong block = _machine.ThreadBlock(thread);
        if (!_blockIds.TryGetValue(block, out int blockId))
        {
            blockId = _blockIds.Count;
            _blockIds.Add(block, blockId);
        }

        return _threads[thread] = new Tsd(thread, blockId, block, _sizes.SmallCount) { Leaves = _countsBeforeLook ? new LeafCache() : null };
    }

    // A background thread allocates nothing: of its block only the identity matters. The numbers of the trace's threads and theirs do not meet.
    private Tsd NewBackgroundThread()
    {
        int blockId = _blockIds.Count;
        ulong block = ulong.MaxValue - (ulong)blockId;
        _blockIds.Add(block, blockId);
        return new Tsd(-1, blockId, block, 0);
    }

    private void InitNominal(Tsd state)
    {
        state.Phase = ThreadPhase.Nominal;
        UpdatePhase(state);
        InitData(state);
        state.IsTcacheEnabled = _options.Tcache;
        UpdatePhase(state);
        if (_options.Tcache)
        {
            InitTcache(state);
        }
    }

    private void InitData(Tsd state)
    {
        state.PrngState = state.BlockAddress;
        _events.Init(state);
        _san.Init(state);
    }

    // Whether the fast path may be taken. (tsd_slow_update)
    internal void UpdatePhase(Tsd state)
    {
        bool slow = !_isInitialized || !state.IsTcacheEnabled || state.ReentrancyLevel > 0 || _options.Zero || _options.Junk != JunkFill.False;
        state.Phase = slow ? ThreadPhase.NominalSlow : ThreadPhase.Nominal;
        _events.RecomputeFast(state);
    }

    // (tsd_tcache_data_init)
    internal void InitTcache(Tsd state, Arena? arena = null)
    {
        TcacheLayout layout = state.CacheLayout ?? _layout;
        ulong memory = _keepsSlotsInMetadata
            ? _base.AllocSlots(state, layout.Bytes)
            : AllocateInternal(state, _sizes.AlignedUsable(layout.Bytes, layout.Alignment), layout.Alignment);
        if (memory == 0)
        {
            return;
        }

        TouchGuards(memory, layout);
        Tcache cache = NewTcache(memory, layout, _keepsSlotsInMetadata);
        state.Tcache = cache;
        state.CacheLayout = layout;
        if (!_isInitialized)
        {
            TcacheArena.Associate(state, cache, _arenas[0]);
            return;
        }

        arena ??= _arenas.Choose(state, null);
        if (cache.Arena is null && arena is not null)
        {
            TcacheArena.Associate(state, cache, arena);
        }
    }

    // Of a cache's slots only the words before the first and behind the last are written when it is made. (cache_bin_preincrement, cache_bin_postincrement)
    private void TouchGuards(ulong memory, TcacheLayout layout)
    {
        if (!_readsHeadFirst)
        {
            return;
        }

        _machine.Touch(memory, sizeof(ulong));
        _machine.Touch(memory + layout.Bytes - sizeof(ulong), sizeof(ulong));
    }

    // (tcache_init)
    private Tcache NewTcache(ulong memory, TcacheLayout layout, bool isInMetadata = false) => NewTcache(memory, memory, layout, isInMetadata);

    private Tcache NewTcache(ulong memory, ulong slots, TcacheLayout layout, bool isInMetadata)
    {
        Tcache cache = new(layout, _sizes, memory, slots) { IsInMetadata = isInMetadata };
        _ticks?.Begin(cache);
        return cache;
    }

    // (tcache_destroy)
    internal void DestroyTcache(Tsd state, Tcache cache)
    {
        _flusher.FlushAll(state, cache);
        Arena arena = cache.Arena!;
        TcacheArena.Dissociate(state, cache);
        if (cache.IsInMetadata)
        {
            _base.FreeSlots(state, cache.Memory);
        }
        else
        {
            FreeInternal(state, cache.Memory);
        }

        if (!_options.Version.Purging.PurgesWhenCacheGoes)
        {
            return;
        }

        _arenas[0].Decay(state, all: false);
        arena.Decay(state, all: arena.ThreadCount(isInternal: false) == 0 && !_arenas.Background.IsEnabled);
    }

    // An object of the allocator's own, from arena 0 and past the cache. (ipallocztm, internal)
    private ulong AllocateInternal(Tsd? state, ulong usize, ulong alignment)
    {
        ulong address = AlignedMalloc(state, _arenas[0], usize, alignment, zero: true, cache: null);
        if (address != 0)
        {
            OwnerOf(address).InternalBytes += UsableSizeOf(address);
        }

        return address;
    }

    // (a0malloc)
    private ulong AllocateArenaTicks(int arenas)
    {
        ulong bytes = _records.ArenaTdata * (ulong)arenas;
        ulong address = ArenaMalloc(null, _arenas[0], bytes, _sizes.SizeToIndex(bytes), zero: false, cache: null);
        if (address != 0)
        {
            _machine.Touch(address, bytes);
            OwnerOf(address).InternalBytes += UsableSizeOf(address);
        }

        return address;
    }

    internal void FreeInternal(Tsd? state, ulong address)
    {
        OwnerOf(address).InternalBytes -= UsableSizeOf(address);
        DallocUncached(state, address);
    }

    internal Arena OwnerOf(ulong address) => _arenas[_table[_emap.Lookup(address)].Arena];
}
