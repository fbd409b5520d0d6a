using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Runs;

namespace AllocSim.Allocator.Classic.Arenas;

/// <content>Runs of pages: cut from free ones, given back, merged with their neighbours.</content>
internal sealed partial class Arena
{
    // A run in use, of a length in pages. (arena_run_alloc)
    private bool TryAllocateRun(int pages, bool isLarge, bool isZeroed, out FreeRun run)
    {
        if (!DirtyRuns.TryFind(pages, out run) && !Clean.TryFind(pages, out run))
        {
            Chunk? chunk = AllocateChunk();
            if (chunk is null)
            {
                return false;
            }

            run = new FreeRun(chunk, _mapBias);
        }

        Split(run.Chunk, run.Page, pages, isLarge, isZeroed);
        return true;
    }

    // Uses the first pages of a free run. (arena_run_split)
    private void Split(Chunk chunk, int page, int pages, bool isLarge, bool isZeroed)
    {
        uint bits = chunk.Map[page];
        uint dirty = bits & Chunk.Dirty;
        int total = (int)(bits >> Chunk.PagesShift);
        AvailableOf(bits).Remove(new FreeRun(chunk, page), total);
        ActivePages += pages;
        if (total > pages)
        {
            uint rest = ((uint)(total - pages) << Chunk.PagesShift) | dirty;
            Mark(chunk, page + pages, rest);
            Mark(chunk, page + total - 1, rest);
            MakeAvailable(chunk, page + pages, rest);
        }

        if (dirty != 0)
        {
            chunk.DirtyPages -= pages;
            DirtyPages -= pages;
        }

        if (!isLarge)
        {
            MarkSmall(chunk, page, pages, dirty);
            return;
        }

        if (isZeroed)
        {
            Clear(chunk, page, pages, dirty != 0);
        }

        _map.Set(chunk, page + pages - 1, Chunk.Large | Chunk.Allocated | dirty);
        _map.Set(chunk, page, ((uint)pages << Chunk.PagesShift) | dirty | Chunk.Large | Chunk.Allocated);
    }

    // A clean page's element says whether the page reads as zero, which on Linux it always does; a dirty run is cleared as a whole.
    private void Clear(Chunk chunk, int page, int pages, bool isDirty)
    {
        if (isDirty)
        {
            _machine.Touch(AddressOf(chunk, page), (ulong)pages << _geometry.PageShift);
        }
        else
        {
            _map.Read(chunk, page, pages);
        }
    }

    private void MarkSmall(Chunk chunk, int page, int pages, uint dirty)
    {
        _map.Read(chunk, page, pages);
        _map.Touch(chunk, page, pages);
        uint[] map = chunk.Map;
        for (int i = 0; i < pages; i++)
        {
            map[page + i] = ((uint)i << Chunk.PagesShift) | Chunk.Allocated;
        }

        map[page] |= dirty;
        map[page + pages - 1] |= dirty;
    }

    // Of clean pages the library keeps a flag, so that it reads before it writes.
    private void Mark(Chunk chunk, int page, uint bits)
    {
        if ((bits & Chunk.Dirty) != 0)
        {
            _map.Set(chunk, page, bits);
        }
        else
        {
            _map.Change(chunk, page, bits);
        }
    }

    // A run is free: marked, merged with free neighbours of its kind; an empty chunk becomes the spare. (arena_run_dalloc)
    private void DeallocateRun(Chunk chunk, int page, int pages, bool isDirtied)
    {
        ActivePages -= pages;
        uint dirty = isDirtied ? Chunk.Dirty : chunk.Map[page] & Chunk.Dirty;
        uint bits = ((uint)pages << Chunk.PagesShift) | dirty;
        Mark(chunk, page, bits);
        Mark(chunk, page + pages - 1, bits);
        if (dirty != 0)
        {
            chunk.DirtyPages += pages;
            DirtyPages += pages;
        }

        Coalesce(chunk, ref page, ref pages, dirty);
        bits = ((uint)pages << Chunk.PagesShift) | dirty;
        MakeAvailable(chunk, page, bits);
        if (dirty != 0 && !chunk.IsDirtied)
        {
            AddDirtied(chunk);
        }

        if (pages == _pagesMax)
        {
            DeallocateChunk(chunk);
        }

        if (dirty != 0)
        {
            MaybePurge();
        }
    }

    private void Coalesce(Chunk chunk, ref int page, ref int pages, uint dirty)
    {
        AvailableRuns available = AvailableOf(dirty);
        int next = page + pages;
        if (next < _mapBias + _pagesMax)
        {
            _map.Read(chunk, next, 1);
            uint bits = chunk.Map[next];
            if ((bits & (Chunk.Allocated | Chunk.Dirty)) == dirty)
            {
                int more = (int)(bits >> Chunk.PagesShift);
                available.Remove(new FreeRun(chunk, next), more);
                pages += more;
                MarkMerged(chunk, page, pages, dirty);
            }
        }

        if (page > _mapBias)
        {
            _map.Read(chunk, page - 1, 1);
            uint bits = chunk.Map[page - 1];
            if ((bits & (Chunk.Allocated | Chunk.Dirty)) == dirty)
            {
                int more = (int)(bits >> Chunk.PagesShift);
                page -= more;
                available.Remove(new FreeRun(chunk, page), more);
                pages += more;
                MarkMerged(chunk, page, pages, dirty);
            }
        }
    }

    private void MarkMerged(Chunk chunk, int page, int pages, uint dirty)
    {
        uint bits = ((uint)pages << Chunk.PagesShift) | dirty;
        _map.Change(chunk, page, bits);
        _map.Change(chunk, page + pages - 1, bits);
    }

    // The first pages of a large run become free; none of them was written. (arena_run_trim_head)
    private void TrimHead(Chunk chunk, int page, int oldPages, int newPages)
    {
        uint dirty = chunk.Map[page] & Chunk.Dirty;
        int head = oldPages - newPages;
        uint flags = dirty | Chunk.Large | Chunk.Allocated;
        _map.Change(chunk, page + head - 1, flags);
        _map.Change(chunk, page, ((uint)head << Chunk.PagesShift) | flags);
        // The library keeps the flags that the element has, though within a run they are left over from earlier runs: a clean run can so become a dirty one.
        _map.Change(chunk, page + head, ((uint)newPages << Chunk.PagesShift) | flags | (chunk.Map[page + head] & Chunk.Flags));
        DeallocateRun(chunk, page, head, isDirtied: false);
    }

    // The last pages of a large run become free. (arena_run_trim_tail)
    private void TrimTail(Chunk chunk, int page, int oldPages, int newPages, bool isDirtied)
    {
        uint flags = (chunk.Map[page] & Chunk.Dirty) | Chunk.Large | Chunk.Allocated;
        int tail = oldPages - newPages;
        _map.Change(chunk, page + newPages - 1, flags);
        _map.Change(chunk, page, ((uint)newPages << Chunk.PagesShift) | flags);
        _map.Change(chunk, page + oldPages - 1, flags);
        _map.Change(chunk, page + newPages, ((uint)tail << Chunk.PagesShift) | flags);
        DeallocateRun(chunk, page + newPages, tail, isDirtied);
    }

    private ulong AddressOf(Chunk chunk, int page) => chunk.Address + ((ulong)page << _geometry.PageShift);
}
