using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Runs;

namespace AllocSim.Allocator.Classic.Arenas;

/// <content>Large objects: a run each.</content>
internal sealed partial class Arena
{
    /// <summary>A large object. (arena_malloc_large)</summary>
    /// <param name="size">Bytes; rounded up to pages.</param>
    /// <param name="isZeroed">Whether it must read as zero.</param>
    /// <returns>Where it is, or 0.</returns>
    public ulong MallocLarge(ulong size, bool isZeroed)
    {
        size = _geometry.PagesOf(size);
        int pages = (int)(size >> _geometry.PageShift);
        Mutex.Lock();
        if (!TryAllocateRun(pages, isLarge: true, isZeroed, out FreeRun run))
        {
            Mutex.Unlock();
            return 0;
        }

        CountMalloc(pages);
        Mutex.Unlock();
        ulong address = AddressOf(run.Chunk, run.Page);
        if (!isZeroed)
        {
            Fill(address, size);
        }

        return address;
    }

    /// <summary>A large object on a boundary of more than a page: cut out of a run that is longer. (arena_palloc)</summary>
    /// <param name="size">Bytes, whole pages.</param>
    /// <param name="runBytes">Bytes of a run that holds it on such a boundary wherever the run lies.</param>
    /// <param name="alignment">The boundary.</param>
    /// <returns>Where it is, or 0.</returns>
    public ulong MallocAligned(ulong size, ulong runBytes, ulong alignment)
    {
        alignment = _geometry.PagesOf(alignment);
        int pages = (int)(size >> _geometry.PageShift);
        int runPages = (int)(runBytes >> _geometry.PageShift);
        Mutex.Lock();
        if (!TryAllocateRun(runPages, isLarge: true, isZeroed: false, out FreeRun run))
        {
            Mutex.Unlock();
            return 0;
        }

        int page = run.Page;
        ulong offset = AddressOf(run.Chunk, page) & (alignment - 1);
        if (offset != 0)
        {
            int lead = (int)((alignment - offset) >> _geometry.PageShift);
            TrimHead(run.Chunk, page, runPages, runPages - lead);
            page += lead;
            runPages -= lead;
        }

        if (runPages != pages || offset == 0)
        {
            TrimTail(run.Chunk, page, runPages, pages, isDirtied: false);
        }

        CountMalloc(pages);
        Mutex.Unlock();
        ulong address = AddressOf(run.Chunk, page);
        Fill(address, size);
        return address;
    }

    /// <summary>A large object goes; the arena's mutex is held. (arena_dalloc_large)</summary>
    public void DeallocateLarge(Chunk chunk, int page)
    {
        int pages = (int)(chunk.Map[page] >> Chunk.PagesShift);
        if (_options.Junk)
        {
            _machine.Touch(AddressOf(chunk, page), (ulong)pages << _geometry.PageShift);
        }

        CountDalloc(pages);
        DeallocateRun(chunk, page, pages, isDirtied: true);
    }

    /// <summary>A large object takes other pages where it is, if it can. (arena_ralloc_large)</summary>
    /// <param name="address">The object.</param>
    /// <param name="oldSize">What it can hold now.</param>
    /// <param name="size">What it should hold.</param>
    /// <returns>False when it would have to move.</returns>
    public bool TryResizeLarge(ulong address, ulong oldSize, ulong size)
    {
        ulong wanted = _geometry.PagesOf(size);
        if (wanted <= oldSize && _options.Junk && size < oldSize)
        {
            _machine.Touch(address + size, oldSize - size);
        }

        if (wanted == oldSize)
        {
            return true;
        }

        Chunk chunk = _parts.Table.Find(address)!;
        int page = (int)((address - chunk.Address) >> _geometry.PageShift);
        int oldPages = (int)(oldSize >> _geometry.PageShift);
        int pages = (int)(wanted >> _geometry.PageShift);
        if (pages < oldPages)
        {
            Shrink(chunk, page, oldPages, pages);
            return true;
        }

        if (!TryGrow(chunk, page, oldPages, pages))
        {
            return false;
        }

        if (_options.Zero)
        {
            _machine.Touch(address + oldSize, size - oldSize);
        }

        return true;
    }

    // (arena_ralloc_large_shrink)
    private void Shrink(Chunk chunk, int page, int oldPages, int pages)
    {
        Mutex.Lock();
        TrimTail(chunk, page, oldPages, pages, isDirtied: true);
        CountDalloc(oldPages);
        CountMalloc(pages);
        Mutex.Unlock();
    }

    // Takes the first pages of the free run behind it. (arena_ralloc_large_grow)
    private bool TryGrow(Chunk chunk, int page, int oldPages, int pages)
    {
        int next = page + oldPages;
        int more = pages - oldPages;
        Mutex.Lock();
        if (next >= _mapBias + _pagesMax || !IsFreeFor(chunk, next, more))
        {
            Mutex.Unlock();
            return false;
        }

        Split(chunk, next, more, isLarge: true, isZeroed: false);
        uint flags = ((chunk.Map[page] | chunk.Map[next + more - 1]) & Chunk.Dirty) | Chunk.Large | Chunk.Allocated;
        _map.Set(chunk, page, ((uint)pages << Chunk.PagesShift) | flags);
        _map.Set(chunk, next + more - 1, flags);
        CountDalloc(oldPages);
        CountMalloc(pages);
        Mutex.Unlock();
        return true;
    }

    private bool IsFreeFor(Chunk chunk, int page, int pages)
    {
        _map.Read(chunk, page, 1);
        uint bits = chunk.Map[page];
        return (bits & Chunk.Allocated) == 0 && bits >> Chunk.PagesShift >= (uint)pages;
    }

    private void Fill(ulong address, ulong bytes)
    {
        if (_options.Junk || _options.Zero)
        {
            _machine.Touch(address, bytes);
        }
    }

    private void CountMalloc(int pages)
    {
        LargeMallocs++;
        LargeRequests++;
        LargeBytes += (ulong)pages << _geometry.PageShift;
        ref LargeStats counts = ref LargeStats[pages - 1];
        counts.Mallocs++;
        counts.Requests++;
        counts.Runs++;
        counts.RunsHigh = Math.Max(counts.RunsHigh, counts.Runs);
    }

    private void CountDalloc(int pages)
    {
        LargeDallocs++;
        LargeBytes -= (ulong)pages << _geometry.PageShift;
        ref LargeStats counts = ref LargeStats[pages - 1];
        counts.Dallocs++;
        counts.Runs--;
    }
}
