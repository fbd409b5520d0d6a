using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Runs;

namespace AllocSim.Allocator.Classic.Arenas;

/// <content>Dirty pages are given back to the system.</content>
internal sealed partial class Arena
{
    private const int AdviceDontNeed = 4;

    private int[] _purging = new int[16];

    /// <summary>Drops all dirty pages. (arena_purge_all)</summary>
    public void PurgeAll()
    {
        Mutex.Lock();
        Purge(isAll: true);
        Mutex.Unlock();
    }

    // At most a share of the active pages may be dirty; but a chunk's worth always may. (arena_maybe_purge)
    private void MaybePurge()
    {
        long excess = DirtyPages - PurgingPages;
        if (_options.LgDirtyMult >= 0 && excess > (long)_geometry.ChunkPages && ActivePages >> _options.LgDirtyMult < excess)
        {
            Purge(isAll: false);
        }
    }

    // Chunk by chunk, in the order in which they became dirty, until enough pages are dropped. (arena_purge)
    private void Purge(bool isAll)
    {
        Purges++;
        long wanted = DirtyPages - PurgingPages - (isAll ? 0 : ActivePages >> _options.LgDirtyMult);
        PurgingPages += wanted;
        while (wanted > 0)
        {
            while (_dirtyFirst is { DirtyPages: 0 } clean)
            {
                RemoveDirtied(clean);
            }

            if (_dirtyFirst is not { } chunk)
            {
                PurgingPages -= wanted;
                return;
            }

            if (chunk.DirtyPages > wanted)
            {
                PurgingPages += chunk.DirtyPages - wanted;
                wanted = chunk.DirtyPages;
            }

            PurgingPages -= chunk.DirtyPages;
            wanted -= chunk.DirtyPages;
            PurgeChunk(chunk);
        }
    }

    // All dirty runs of the chunk are taken for as long as the calls last, dropped, and given back as clean ones. (arena_chunk_purge)
    private void PurgeChunk(Chunk chunk)
    {
        if (chunk == Spare)
        {
            _ = AllocateChunk(); // It is a chunk in use for that time; giving its run back makes it the spare again.
        }

        int count = TakeDirtyRuns(chunk);
        PurgedPages += (ulong)chunk.DirtyPages;
        DirtyPages -= chunk.DirtyPages;
        chunk.DirtyPages = 0;
        RemoveDirtied(chunk);
        Mutex.Unlock();
        foreach (int page in _purging.AsSpan(0, count))
        {
            _machine.Madvise(AddressOf(chunk, page), (ulong)(chunk.Map[page] >> Chunk.PagesShift) << _geometry.PageShift, AdviceDontNeed);
        }

        Mutex.Lock();
        Madvises += (ulong)count;
        foreach (int page in _purging.AsSpan(0, count))
        {
            DeallocateRun(chunk, page, (int)(chunk.Map[page] >> Chunk.PagesShift), isDirtied: false);
        }
    }

    private int TakeDirtyRuns(Chunk chunk)
    {
        int count = 0;
        int end = _mapBias + _pagesMax;
        for (int page = _mapBias; page < end;)
        {
            uint bits = chunk.Map[page];
            if ((bits & (Chunk.Allocated | Chunk.Dirty)) == Chunk.Dirty)
            {
                int pages = (int)(bits >> Chunk.PagesShift);
                DirtyRuns.Remove(new FreeRun(chunk, page), pages);
                MarkTaken(chunk, page, pages);
                ActivePages += pages;
                if (count == _purging.Length)
                {
                    Array.Resize(ref _purging, count * 2);
                }

                _purging[count++] = page;
            }

            page += chunk.RunAt[page] is { } run ? PagesOfRun(run) : (int)(bits >> Chunk.PagesShift);
        }

        return count;
    }

    // The elements between the first and the last say that their pages are zero.
    private void MarkTaken(Chunk chunk, int page, int pages)
    {
        _map.Touch(chunk, page, pages);
        chunk.Map.AsSpan(page, pages).Clear();
        chunk.Map[page + pages - 1] = Chunk.Large | Chunk.Allocated;
        chunk.Map[page] = ((uint)pages << Chunk.PagesShift) | Chunk.Large | Chunk.Allocated;
    }

    private int PagesOfRun(Run run) => (int)(run.Info.RunBytes >> _geometry.PageShift);
}
