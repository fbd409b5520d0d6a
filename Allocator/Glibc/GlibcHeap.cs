using System.Numerics;
using System.Runtime.CompilerServices;
using AllocSim.Allocator.Glibc.Arenas;
using AllocSim.Allocator.Glibc.Caches;
using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Allocator.Glibc.Options;
using AllocSim.Allocator.Glibc.Sources;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Glibc;

/// <summary>The malloc of glibc 2.36: the calls of the program, its threads, and which arena serves them.</summary>
/// <remarks>Source: glibc 2.36 as Debian 12 has it, malloc/malloc.c and malloc/arena.c. Where the library ends the process because memory is corrupt, there is nothing: a simulated program corrupts none.</remarks>
public sealed partial class GlibcHeap
{
    private readonly SimMachine _machine;
    private readonly ChunkMemory _memory;
    private readonly MallocParameters _parameters;
    private readonly MappedChunks _mapped;
    private readonly ArenaSet _arenas;
    private MallocThread?[] _threads = new MallocThread?[64];
    private ThreadCache?[] _caches = new ThreadCache?[64];
    private int _threadEnd; // behind the last thread that was seen
    private int _mainThread = -1;
    private bool _isSingleThreaded = true;
    private bool _isInitialised;

    /// <summary>Makes a heap on a machine; it does nothing there before the first call.</summary>
    public GlibcHeap(SimMachine machine, GlibcOptions options)
    {
        _machine = machine;
        _memory = new ChunkMemory(machine);
        _parameters = options.ToParameters(machine.Options);
        _mapped = new MappedChunks(_memory, _parameters);
        _arenas = new ArenaSet(_memory, _parameters, _mapped);
    }

    /// <summary>The process starts.</summary>
    public void Start(int mainThread)
    {
        if (_mainThread < 0)
        {
            _mainThread = mainThread;
            _ = StateOf(mainThread);
        }
    }

    /// <summary>malloc.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Malloc(int thread, ulong size)
    {
        // Class 0 ends at 24 bytes, each further one 16 bytes on.
        ThreadCache?[] caches = _caches;
        return (uint)thread < (uint)caches.Length && caches[thread] is { } cache && cache.TryTake((Math.Max(size, 9) - 9) >> 4, out ulong memory)
            ? memory
            : MallocUncached(thread, size);
    }

    /// <summary>free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(int thread, ulong address)
    {
        ThreadCache?[] caches = _caches;
        if (address == 0 || (uint)thread >= (uint)caches.Length || caches[thread] is not { } cache)
        {
            FreeWithoutCache(thread, address);
            return;
        }

        // The flag of a mapping, rotated to the top, makes an index beyond all classes.
        ulong chunk = address - Chunk.HeaderBytes;
        ulong size = _memory.Head(chunk) & ~(Chunk.PreviousInUse | Chunk.OtherArena);
        ulong index = BitOperations.RotateRight(size - Chunk.MinBytes, 4);
        if (index < (ulong)cache.ClassCount)
        {
            _memory.ReadFirst(address); // The mark of cached objects.
            if (cache.TryPut(index, address))
            {
                _memory.TouchFirst(address, 16);
                return;
            }
        }

        FreeUncached(thread, chunk);
    }

    /// <summary>malloc_usable_size.</summary>
    public ulong UsableSize(ulong address)
    {
        if (address == 0)
        {
            return 0;
        }

        ulong head = _memory.Head(address - Chunk.HeaderBytes);
        ulong size = head & ~Chunk.Flags;
        return (head & Chunk.Mapped) != 0 ? size - Chunk.HeaderBytes
            : _memory.IsInUse(address - Chunk.HeaderBytes, size) ? size - Chunk.OverheadBytes : 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong MallocUncached(int thread, ulong size)
    {
        MallocThread state = StateOf(thread);
        Initialise(state);
        if (size > Chunk.RequestBytesMax)
        {
            return 0;
        }

        EnsureCache(thread, state);
        return _isSingleThreaded ? _arenas.Main.Allocate(state.Cache, size) : AllocateInAnArena(state, state.Cache, size);
    }

    /// <summary>Allocates from the thread's arena, and where that fails from another one.</summary>
    private ulong AllocateInAnArena(MallocThread state, ThreadCache? cache, ulong size)
    {
        Arena? arena = _arenas.Acquire(state, size);
        if (arena is not null)
        {
            arena.User = state.Number;
        }

        ulong memory = Allocate(arena, cache, size);
        if (memory == 0 && arena is not null)
        {
            arena = _arenas.AcquireAfter(state, arena, size);
            memory = Allocate(arena, cache, size);
        }

        ArenaSet.Unlock(state, arena);
        return memory;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FreeUncached(int thread, ulong chunk)
    {
        ulong head = _memory.Head(chunk);
        if ((head & Chunk.Mapped) != 0)
        {
            _mapped.Free(chunk);
            return;
        }

        Arena arena = _arenas.Of(chunk, head);
        ulong size = head & ~Chunk.Flags;
        if (arena.TryFreeFast(chunk, size))
        {
            arena.ChargeFastFree(thread);
            return;
        }

        if (_isSingleThreaded)
        {
            arena.FreeSlowly(chunk, size);
            return;
        }

        MallocThread state = StateOf(thread);
        ArenaSet.Lock(state, arena);
        arena.FreeSlowly(chunk, size);
        ArenaSet.Unlock(state, arena);
    }

    /// <summary>The thread has no cache yet, or none any more; or there is nothing to free.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FreeWithoutCache(int thread, ulong address)
    {
        MallocThread state = StateOf(thread);
        if (address == 0)
        {
            return;
        }

        ulong chunk = address - Chunk.HeaderBytes;
        ulong head = _memory.Head(chunk);
        if ((head & Chunk.Mapped) != 0)
        {
            _mapped.Free(chunk);
            return;
        }

        EnsureCache(thread, state);
        if (!_arenas.Of(chunk, head).TryCache(state.Cache, chunk))
        {
            FreeUncached(thread, chunk);
        }
    }

    /// <summary>Allocates from an arena; without one, by a mapping.</summary>
    private ulong Allocate(Arena? arena, ThreadCache? cache, ulong size)
    {
        if (arena is not null)
        {
            return arena.Allocate(cache, size);
        }

        ulong memory = size > Chunk.RequestBytesMax ? 0 : _mapped.Allocate(Chunk.SizeFor(size));
        if (memory != 0 && _parameters.PerturbByte != 0)
        {
            _machine.Touch(memory, size);
        }

        return memory;
    }
}
