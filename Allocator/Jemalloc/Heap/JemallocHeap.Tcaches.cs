using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>Explicit caches: made by tcache.create, named by MALLOCX_TCACHE. Source: jemalloc 5.3.0, `src/tcache.c`.</content>
public sealed partial class JemallocHeap
{
    private const int MaxExplicitTcaches = 4094;

    private readonly List<Tcache?> _explicit = [];
    private readonly HashSet<int> _flushedExplicit = [];
    private readonly Stack<int> _freeExplicit = [];
    private ulong _explicitTable;

    internal int? CreateExplicitTcache(Tsd state)
    {
        if (_explicitTable == 0)
        {
            _explicitTable = _base.Alloc(state, (MaxExplicitTcaches + 1) * _records.TcachesEntry, CacheLine);
            if (_explicitTable == 0)
            {
                return null;
            }
        }

        if (_freeExplicit.Count == 0 && _explicit.Count > MaxExplicitTcaches)
        {
            return null;
        }

        Tcache? cache = MakeExplicitTcache(state);
        if (cache is null)
        {
            return null;
        }

        if (_freeExplicit.TryPop(out int index))
        {
            _explicit[index] = cache;
            return index;
        }

        _machine.Touch(_explicitTable + ((ulong)_explicit.Count * _records.TcachesEntry), _records.TcachesEntry);
        _explicit.Add(cache);
        return _explicit.Count - 1;
    }

    private Tcache? MakeExplicitTcache(Tsd state)
    {
        ulong size = _sizes.AlignedUsable(_layout.Bytes + _records.ExplicitTcache, _layout.Alignment);
        ulong memory = AllocateInternal(state, size, _layout.Alignment);
        if (memory == 0)
        {
            return null;
        }

        ulong slots = _layout.IsRecordFirst ? memory + _records.ExplicitTcache : memory;
        TouchGuards(slots, _layout);
        _machine.Touch(_layout.IsRecordFirst ? memory : memory + _layout.Bytes, _records.ExplicitTcache);
        Tcache cache = NewTcache(memory, slots, _layout, isInMetadata: false);
        TcacheArena.Associate(state, cache, _arenas.Choose(state, null, isInternal: true)!);
        return cache;
    }

    private Tcache? ExplicitTcache(Tsd state, int index)
    {
        if ((uint)index < (uint)_explicit.Count)
        {
            if (_flushedExplicit.Remove(index))
            {
                _explicit[index] = MakeExplicitTcache(state);
                return _explicit[index];
            }

            if (_explicit[index] is { } cache)
            {
                return cache;
            }
        }

        throw new TraceFormatException($"the flags name cache {index}, which tcache.create has not made; the real library stops the program here");
    }

    // The index stays valid; the cache is made anew at its next use.
    internal void FlushExplicitTcache(Tsd state, int index)
    {
        if (_explicit[index] is { } cache && !_flushedExplicit.Contains(index))
        {
            _explicit[index] = null;
            _flushedExplicit.Add(index);
            DestroyTcache(state, cache);
        }
    }

    internal void DestroyExplicitTcache(Tsd state, int index)
    {
        Tcache? cache = _explicit[index];
        _explicit[index] = null;
        _flushedExplicit.Remove(index);
        _freeExplicit.Push(index);
        if (cache is not null)
        {
            DestroyTcache(state, cache);
        }
    }
}
