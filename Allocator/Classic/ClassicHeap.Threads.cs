using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Caches;
using AllocSim.Allocator.Classic.Options;
using AllocSim.Allocator.Classic.Threads;

namespace AllocSim.Allocator.Classic;

/// <content>Threads: their arenas, their caches, their end.</content>
public sealed partial class ClassicHeap
{
    private int _firstThread = -1;

    /// <summary>The process starts. The library does nothing before its first call.</summary>
    public void Start(int mainThread)
    {
        if (_firstThread < 0)
        {
            _firstThread = mainThread;
        }
    }

    /// <summary>The thread ends: its cache goes, and it gets no other. The arena does not know its threads. (tcache_thread_cleanup)</summary>
    public void ThreadExit(int thread)
    {
        ThreadRecord state = Enter(thread);
        if (state.Cache is { } cache)
        {
            _caches.Destroy(cache);
            state.Cache = null;
            state.IsOver = true;
        }
    }

    /// <summary>The thread's cache goes; its next call makes another. (tcache.flush)</summary>
    internal void FlushCache(ThreadRecord state)
    {
        if (state.Cache is { } cache)
        {
            _caches.Destroy(cache);
            state.Cache = null;
        }
    }

    /// <summary>The thread allocates from another arena from now on; its cache as it is goes along. (thread.arena)</summary>
    internal void Assign(ThreadRecord state, Arena arena)
    {
        SetArena(state, arena);
        if (state.Cache is { } cache)
        {
            cache.Arena = arena;
        }
    }

    /// <summary>The library is started, if it is not yet: the caller gets the first arena.</summary>
    /// <returns>False when there is no memory for it.</returns>
    internal bool TryBoot(ThreadRecord state)
    {
        if (_arenas.IsReady)
        {
            return true;
        }

        if (!_arenas.TryBoot())
        {
            return false;
        }

        SetArena(state, _arenas[0]!);
        return true;
    }

    /// <summary>The caller.</summary>
    internal ThreadRecord Enter(int thread)
    {
        ThreadRecord state = (uint)thread < (uint)_threads.Length ? _threads[thread] : _nobody;
        if (state == _nobody)
        {
            state = Add(thread);
        }

        _parts.Threading.Current = state;
        return state;
    }

    /// <summary>The thread's arena; the first one that asks gets the next in turn. (choose_arena)</summary>
    internal Arena ArenaOf(ThreadRecord state)
    {
        if (state.Arena is null)
        {
            SetArena(state, _arenas.Next());
        }

        return state.Arena!;
    }

    // (tcache_get)
    private Tcache? CacheOf(ThreadRecord state)
    {
        if (!_parts.Threading.IsThreaded || !_options.Tcache)
        {
            return null;
        }

        if (state.Cache is null && !state.IsOver)
        {
            state.Cache = _caches.TryMake(ArenaOf(state));
        }

        return state.Cache;
    }

    private void SetArena(ThreadRecord state, Arena arena)
    {
        state.Arena = arena;
        state.Direct = _isDirectPossible && !_parts.Threading.IsThreaded ? arena.Bins : [];
        if (state.Direct.Length > 0 && !_directThreads.Contains(state))
        {
            _directThreads.Add(state);
        }
    }

    private ThreadRecord Add(int thread)
    {
        if (thread >= _threads.Length)
        {
            int length = _threads.Length;
            Array.Resize(ref _threads, Math.Max(thread + 1, length * 2));
            _threads.AsSpan(length).Fill(_nobody);
        }

        if (_firstThread < 0)
        {
            _firstThread = thread;
        }

        if (thread != _firstThread && _options.IsThreaded == ThreadAwareness.Second && !_parts.Threading.IsThreaded)
        {
            _parts.Threading.IsThreaded = true;
            foreach (ThreadRecord other in _threads)
            {
                other.Direct = [];
            }
        }

        return _threads[thread] = new ThreadRecord(thread);
    }
}
