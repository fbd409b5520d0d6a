using System.Numerics;
using System.Runtime.CompilerServices;
using AllocSim.Allocator.Glibc.Arenas;
using AllocSim.Allocator.Glibc.Caches;
using AllocSim.Allocator.Glibc.Chunks;

namespace AllocSim.Allocator.Glibc;

/// <content>calloc, realloc and aligned allocation.</content>
public sealed partial class GlibcHeap
{
    private const ulong AlignmentMax = 1UL << 63;

    /// <summary>calloc: never from the thread's cache; clears what is not known to be fresh.</summary>
    public ulong Calloc(int thread, ulong count, ulong size)
    {
        MallocThread state = StateOf(thread);
        ulong high = Math.BigMul(count, size, out ulong bytes);
        if (high != 0 || bytes > Chunk.RequestBytesMax)
        {
            return 0;
        }

        Initialise(state);
        EnsureCache(thread, state);
        Arena? arena = _isSingleThreaded ? _arenas.Main : _arenas.Acquire(state, bytes);
        ulong top = arena?.Top ?? 0;
        ulong used = arena?.UsedFromTop() ?? 0;
        ulong memory = Allocate(arena, state.Cache, bytes);
        if (!_isSingleThreaded)
        {
            if (memory == 0 && arena is not null)
            {
                arena = _arenas.AcquireAfter(state, arena, bytes);
                memory = Allocate(arena, state.Cache, bytes);
            }

            ArenaSet.Unlock(state, arena);
        }

        if (memory != 0)
        {
            Clear(memory, bytes, top, used);
        }

        return memory;
    }

    /// <summary>realloc; of an object to nothing frees it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Realloc(int thread, ulong address, ulong size) => address == 0 ? Malloc(thread, size) : ReallocObject(thread, address, size);

    private ulong ReallocObject(int thread, ulong address, ulong size)
    {
        MallocThread state = StateOf(thread);
        Initialise(state);
        if (size == 0)
        {
            Free(thread, address);
            return 0;
        }

        ulong chunk = address - Chunk.HeaderBytes;
        ulong head = _memory.Head(chunk);
        if ((head & Chunk.Mapped) != 0)
        {
            return size > Chunk.RequestBytesMax ? 0 : ReallocMapped(thread, address, size);
        }

        EnsureCache(thread, state);
        if (size > Chunk.RequestBytesMax)
        {
            return 0;
        }

        Arena arena = _arenas.Of(chunk, head);
        if (_isSingleThreaded)
        {
            return arena.Resize(state.Cache, chunk, Chunk.SizeFor(size));
        }

        ArenaSet.Lock(state, arena);
        ulong memory = arena.Resize(state.Cache, chunk, Chunk.SizeFor(size));
        ArenaSet.Unlock(state, arena);
        return memory != 0 ? memory : MoveToAnotherArena(thread, address, size);
    }

    /// <summary>posix_memalign; 0 where it refuses.</summary>
    public ulong Memalign(int thread, ulong alignment, ulong size)
    {
        Initialise(StateOf(thread));
        return alignment % 8 != 0 || !BitOperations.IsPow2(alignment) ? 0 : AllocateAligned(thread, alignment, size);
    }

    /// <summary>aligned_alloc, which in this version takes any alignment and rounds it up.</summary>
    public ulong AlignedAlloc(int thread, ulong alignment, ulong size)
    {
        Initialise(StateOf(thread));
        return AllocateAligned(thread, alignment, size);
    }

    private ulong AllocateAligned(int thread, ulong alignment, ulong size)
    {
        if (alignment <= Chunk.Alignment)
        {
            return Malloc(thread, size);
        }

        if (alignment > AlignmentMax)
        {
            return 0;
        }

        alignment = BitOperations.RoundUpToPowerOf2(Math.Max(alignment, Chunk.MinBytes));
        MallocThread state = StateOf(thread);
        if (_isSingleThreaded)
        {
            return _arenas.Main.AllocateAligned(state.Cache, alignment, size);
        }

        Arena? arena = _arenas.Acquire(state, unchecked(size + alignment + Chunk.MinBytes));
        ulong memory = AllocateAligned(arena, state.Cache, alignment, size);
        if (memory == 0 && arena is not null)
        {
            arena = _arenas.AcquireAfter(state, arena, size);
            memory = AllocateAligned(arena, state.Cache, alignment, size);
        }

        ArenaSet.Unlock(state, arena);
        return memory;
    }

    private ulong AllocateAligned(Arena? arena, ThreadCache? cache, ulong alignment, ulong size)
    {
        if (arena is not null)
        {
            return arena.AllocateAligned(cache, alignment, size);
        }

        if (size > Chunk.RequestBytesMax || alignment > Chunk.RequestBytesMax)
        {
            return 0;
        }

        ulong chunkSize = Chunk.SizeFor(size);
        ulong memory = Allocate(null, cache, chunkSize + alignment + Chunk.MinBytes);
        return memory == 0 ? 0 : _arenas.Main.Align(cache, memory, alignment, chunkSize);
    }

    private ulong MoveToAnotherArena(int thread, ulong address, ulong size)
    {
        ulong memory = Malloc(thread, size);
        if (memory != 0)
        {
            ulong chunk = address - Chunk.HeaderBytes;
            Copy(address, memory, _memory.Size(chunk) - Chunk.OverheadBytes);
            FreeWithoutCache(thread, address);
        }

        return memory;
    }

    private ulong ReallocMapped(int thread, ulong address, ulong size)
    {
        ulong chunk = address - Chunk.HeaderBytes;
        ulong chunkSize = Chunk.SizeFor(size);
        ulong moved = _mapped.Resize(chunk, chunkSize);
        if (moved != 0)
        {
            return moved + Chunk.HeaderBytes;
        }

        ulong oldSize = _memory.Size(chunk);
        if (oldSize - Chunk.OverheadBytes >= chunkSize)
        {
            return address;
        }

        ulong memory = Malloc(thread, size);
        if (memory != 0)
        {
            Copy(address, memory, oldSize - Chunk.HeaderBytes);
            _mapped.Unmap(chunk);
        }

        return memory;
    }

    // A chunk cut from the top reaches into memory that the system gave as zeros.
    private void Clear(ulong memory, ulong bytes, ulong oldTop, ulong used)
    {
        ulong chunk = memory - Chunk.HeaderBytes;
        ulong head = _memory.Head(chunk);
        bool isFilled = _parameters.PerturbByte != 0;
        if ((head & Chunk.Mapped) != 0)
        {
            if (isFilled)
            {
                _machine.Touch(memory, bytes);
            }

            return;
        }

        ulong size = head & ~Chunk.Flags;
        if (!isFilled && chunk == oldTop && size > used)
        {
            size = used;
        }

        _machine.Touch(memory, size - Chunk.OverheadBytes);
    }

    private void Copy(ulong from, ulong to, ulong bytes)
    {
        _machine.Read(from, bytes);
        _machine.Touch(to, bytes);
    }
}
