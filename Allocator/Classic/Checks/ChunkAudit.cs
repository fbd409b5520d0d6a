using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Runs;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Allocator.Classic.Checks;

/// <summary>Walks the page maps of an arena's chunks, run by run, and adds up what it finds.</summary>
internal sealed class ChunkAudit(ArenaParts parts, Arena arena)
{
    /// <summary>Pages of runs in use.</summary>
    public long ActivePages { get; private set; }

    /// <summary>Free runs that are clean, but for the spare chunk's.</summary>
    public long CleanRuns { get; private set; }

    /// <summary>Free runs that are dirty, but for the spare chunk's.</summary>
    public long DirtyRuns { get; private set; }

    /// <summary>Large objects, by pages from one on.</summary>
    public long[] LargeRuns { get; } = new long[parts.Geometry.LargeClasses];

    /// <summary>Runs of small regions.</summary>
    public List<Run> SmallRuns { get; } = [];

    /// <summary>Walks a chunk.</summary>
    public void Walk(Chunk chunk)
    {
        int end = (int)parts.Geometry.ChunkPages;
        long dirty = 0;
        uint before = Chunk.Allocated;
        for (int page = parts.Geometry.MapBias; page < end;)
        {
            uint bits = chunk.Map[page];
            int pages = chunk.RunAt[page] is { } run ? (int)(run.Info.RunBytes >> parts.Geometry.PageShift) : (int)(bits >> Chunk.PagesShift);
            if (pages < 1 || page + pages > end)
            {
                throw Wrong(chunk, page, $"has {pages} pages");
            }

            if ((bits & Chunk.Allocated) != 0)
            {
                WalkUsed(chunk, page, pages);
            }
            else
            {
                WalkFree(chunk, page, pages, before);
                dirty += (bits & Chunk.Dirty) != 0 ? pages : 0;
            }

            before = bits & (Chunk.Allocated | Chunk.Dirty);
            page += pages;
        }

        if (dirty != chunk.DirtyPages || (chunk == arena.Spare && before == Chunk.Allocated))
        {
            throw new InvariantException($"arena {arena.Index}: the chunk at 0x{chunk.Address:x} has {dirty} dirty pages and says {chunk.DirtyPages}");
        }
    }

    private void WalkUsed(Chunk chunk, int page, int pages)
    {
        ActivePages += pages;
        if (chunk.RunAt[page] is { } run)
        {
            CheckSmall(chunk, page, pages, run);
            SmallRuns.Add(run);
            return;
        }

        LargeRuns[pages - 1]++;
        uint last = chunk.Map[page + pages - 1] & Chunk.Flags & ~Chunk.Dirty;
        if (last != (Chunk.Large | Chunk.Allocated) || (chunk.Map[page] & Chunk.Large) == 0)
        {
            throw Wrong(chunk, page, "is large, and the ends of its map do not say so");
        }
    }

    private void CheckSmall(Chunk chunk, int page, int pages, Run run)
    {
        if (run.Chunk != chunk || run.Address != chunk.Address + ((ulong)page << parts.Geometry.PageShift) || run.Bin.Info != run.Info || run.Bin != arena.Bins[run.Info.Index])
        {
            throw Wrong(chunk, page, "holds small regions, and its header says otherwise");
        }

        for (int i = 0; i < pages; i++)
        {
            uint bits = chunk.Map[page + i] & ~Chunk.Dirty;
            if (chunk.RunAt[page + i] != run || bits != (((uint)i << Chunk.PagesShift) | Chunk.Allocated))
            {
                throw Wrong(chunk, page, $"holds small regions, and the element of its page {i} says otherwise");
            }
        }
    }

    private void WalkFree(Chunk chunk, int page, int pages, uint before)
    {
        uint bits = chunk.Map[page];
        uint dirty = bits & Chunk.Dirty;
        if (chunk.Map[page + pages - 1] != bits)
        {
            throw Wrong(chunk, page, "is free, and the elements of its first and last page differ");
        }

        if (before == dirty)
        {
            throw Wrong(chunk, page, "is free beside a free run of its kind");
        }

        ulong address = chunk.Address + ((ulong)page << parts.Geometry.PageShift);
        if (dirty == 0 && parts.Machine.Options.HugePages != TransparentHugePages.Always && parts.Machine.Pages.CountIn(address, (ulong)pages << parts.Geometry.PageShift, PageState.Resident) != 0)
        {
            throw Wrong(chunk, page, "is clean, and has memory behind it");
        }

        if (chunk == arena.Spare)
        {
            return;
        }

        CleanRuns += dirty == 0 ? 1 : 0;
        DirtyRuns += dirty != 0 ? 1 : 0;
        ReadOnlySpan<FreeRun> same = (dirty != 0 ? arena.DirtyRuns : arena.Clean).OfLength(pages);
        int slot = chunk.FreeSlot[page];
        if (slot >= same.Length || same[slot] != new FreeRun(chunk, page) || (slot > 0 && !same[(slot - 1) / 2].IsBelow(same[slot])))
        {
            throw Wrong(chunk, page, "is free, and not where free runs of its length are looked for");
        }
    }

    private InvariantException Wrong(Chunk chunk, int page, string what)
        => new($"arena {arena.Index}: the run at page {page} of the chunk at 0x{chunk.Address:x} {what}");
}
