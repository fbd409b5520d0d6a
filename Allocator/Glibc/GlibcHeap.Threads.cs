using AllocSim.Allocator.Glibc.Caches;
using AllocSim.Allocator.Glibc.Chunks;

namespace AllocSim.Allocator.Glibc;

/// <content>Threads: their start, their cache, their end.</content>
public sealed partial class GlibcHeap
{
    /// <summary>A thread ends: its cache is freed, object by object, and it leaves its arena.</summary>
    public void ThreadExit(int thread)
    {
        MallocThread state = StateOf(thread);
        state.IsEnding = true;
        if (state.Cache is { } cache)
        {
            state.Cache = null;
            _caches[thread] = null;
            for (int index = 0; index < cache.ClassCount; index++)
            {
                ReadOnlySpan<ulong> objects = cache.ObjectsOf(index);
                for (int last = objects.Length - 1; last >= 0; last--)
                {
                    FreeUncached(thread, objects[last] - Chunk.HeaderBytes);
                }
            }

            FreeUncached(thread, cache.Record - Chunk.HeaderBytes);
        }

        _arenas.Leave(state);
    }

    private MallocThread StateOf(int thread)
    {
        if (thread >= _threads.Length)
        {
            Array.Resize(ref _threads, Math.Max(thread + 1, _threads.Length * 2));
            Array.Resize(ref _caches, _threads.Length);
        }

        MallocThread? state = _threads[thread];
        if (state is null)
        {
            state = new MallocThread(thread);
            _threads[thread] = state;
            _threadEnd = Math.Max(_threadEnd, thread + 1);
            _isSingleThreaded &= thread == _mainThread;
        }

        return state;
    }

    /// <summary>The first call that needs the library's state: the calling thread, whichever it is, gets the main arena. (ptmalloc_init)</summary>
    private void Initialise(MallocThread state)
    {
        if (!_isInitialised)
        {
            _isInitialised = true;
            state.Arena = _arenas.Main;
        }
    }

    /// <summary>A thread's first call makes its cache, whose record is an object of its arena. (tcache_init)</summary>
    private void EnsureCache(int thread, MallocThread state)
    {
        if (state.Cache is not null || state.IsEnding)
        {
            return;
        }

        ulong record = AllocateInAnArena(state, null, Chunk.CacheRecordBytes);
        if (record != 0)
        {
            _machine.Touch(record, Chunk.CacheRecordBytes);
            state.Cache = new ThreadCache(record, _parameters.CacheClassCount, _parameters.CacheCount);
            _caches[thread] = state.Cache;
        }
    }
}
