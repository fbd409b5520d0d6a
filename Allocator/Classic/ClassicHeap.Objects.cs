using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Runs;
using AllocSim.Allocator.Classic.Threads;

namespace AllocSim.Allocator.Classic;

/// <content>calloc, posix_memalign, and the general way of making and freeing objects.</content>
public sealed partial class ClassicHeap
{
    /// <summary>calloc; null when count times size overflows. Where the product wraps around to just 0 the library takes it for a request of 0.</summary>
    public ulong Calloc(int thread, ulong count, ulong size)
    {
        if (IsDirect(thread) && count - 1 < _smallMax && size - 1 < _smallMax && (count * size) - 1 < _smallMax)
        {
            ulong region = Malloc(thread, count * size);
            if (region != 0)
            {
                _machine.Touch(region, _geometry.SmallOf(count * size).RegionBytes);
            }

            return region;
        }

        ThreadRecord state = Enter(thread);
        if (!TryBoot(state))
        {
            return 0;
        }

        ulong bytes = unchecked(count * size);
        if (bytes == 0)
        {
            bytes = 1;
        }
        else if (bytes / size != count)
        {
            return 0;
        }

        return Count(state, Allocate(state, bytes, isZeroed: true), bytes, 0);
    }

    /// <summary>posix_memalign; 0 where the call would refuse.</summary>
    public ulong Memalign(int thread, ulong alignment, ulong size)
    {
        ThreadRecord state = Enter(thread);
        if (!TryBoot(state))
        {
            return 0;
        }

        size = Math.Max(size, 1);
        return ((alignment - 1) & alignment) != 0 || alignment < sizeof(ulong) ? 0 : AllocateAligned(state, size, alignment);
    }

    // (imalloc, icalloc, arena_malloc)
    private ulong Allocate(ThreadRecord state, ulong size, bool isZeroed)
    {
        if (size > _geometry.ArenaMaxClass)
        {
            return _huge.Malloc(size);
        }

        if (size > _smallMax)
        {
            return size <= _caches.MaxClass && CacheOf(state) is { } large
                ? _caches.MallocLarge(large, size, isZeroed)
                : ArenaOf(state).MallocLarge(size, isZeroed);
        }

        return CacheOf(state) is { } cache
            ? _caches.MallocSmall(cache, size, isZeroed)
            : ArenaOf(state).MallocSmall(_binOf[(size - 1) >> LookupShift], isZeroed);
    }

    // Small classes are aligned to the largest power of two in their size, so that rounding the size up suffices for them. (ipalloc, sa2u)
    private ulong AllocateAligned(ThreadRecord state, ulong size, ulong alignment)
    {
        ulong rounded = unchecked(size + (alignment - 1)) & unchecked(0 - alignment);
        if (rounded < size)
        {
            return 0;
        }

        if (rounded <= _geometry.ArenaMaxClass && alignment <= _geometry.PageBytes)
        {
            ulong usable = _geometry.UsableOf(rounded);
            return Count(state, Allocate(state, usable, isZeroed: false), usable, 0);
        }

        alignment = _geometry.PagesOf(alignment);
        ulong pages = _geometry.PagesOf(size);
        if (pages < size || unchecked(pages + alignment) < pages)
        {
            return 0;
        }

        ulong runBytes = unchecked((pages >= alignment ? pages + alignment : alignment << 1) - _geometry.PageBytes);
        bool isLarge = runBytes <= _geometry.ArenaMaxClass;
        ulong bytes = isLarge ? pages : _geometry.ChunksOf(pages);
        if (bytes == 0)
        {
            return 0;
        }

        ulong address = isLarge ? ArenaOf(state).MallocAligned(bytes, runBytes, alignment)
            : alignment <= _geometry.ChunkBytes ? _huge.Malloc(bytes)
            : _huge.MallocAligned(bytes, alignment);
        state.Allocated += address != 0 ? bytes : 0;
        return address;
    }

    // (idalloc, arena_dalloc)
    private void Deallocate(ThreadRecord state, ulong address)
    {
        if ((address & _chunkMask) == 0)
        {
            _huge.Free(address);
            return;
        }

        Chunk chunk = _table.Find(address)!;
        int page = (int)((address & _chunkMask) >> _pageShift);
        if (chunk.RunAt[page] is { } run)
        {
            DeallocateSmall(state, run, address);
            return;
        }

        ulong size = (ulong)(chunk.Map[page] >> Chunk.PagesShift) << _pageShift;
        if (size <= _caches.MaxClass && CacheOf(state) is { } cache)
        {
            _caches.FreeLarge(cache, address, size);
            return;
        }

        Arena arena = chunk.Arena;
        arena.Mutex.Lock();
        arena.DeallocateLarge(chunk, page);
        arena.Mutex.Unlock();
    }

    private void DeallocateSmall(ThreadRecord state, Run run, ulong address)
    {
        if (CacheOf(state) is { } cache)
        {
            _caches.FreeSmall(cache, run, address);
            return;
        }

        Bin bin = run.Bin;
        bin.Mutex.Lock();
        run.Chunk.Arena.DeallocateRegion(run, address);
        bin.Mutex.Unlock();
    }
}
