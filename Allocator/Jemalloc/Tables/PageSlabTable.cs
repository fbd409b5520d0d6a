using AllocSim.Allocator.Jemalloc.Inspection;
using AllocSim.Allocator.Jemalloc.Tables.Readers;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Allocator.Jemalloc.Tables;

/// <summary>page_slabs.csv: what the huge page allocator of an arena holds, and what it has done so far.</summary>
internal static class PageSlabTable
{
    public static readonly TableDeclaration Declaration = new("page_slabs", TableMoment.Samples,
    [
        TableColumn.Key("arena", "-1 for all of them together; arenas from the 64th on are in the sum only"),
        TableColumn.Gauge("page_slabs", "", "page slabs: ranges of a huge page that extents are cut from"),
        TableColumn.Gauge("pages", "pages", "pages in them"),
        TableColumn.Gauge("huge_page_slabs", "", "page slabs for which a huge page was asked"),
        TableColumn.Gauge("active_pages", "pages", "pages in extents, those of the small extent cache included"),
        TableColumn.Gauge("dirty_pages", "pages", "pages once used, in no extent now, and not purged since"),
        TableColumn.Gauge("cached_bytes", "bytes", "bytes in the small extent cache"),
        TableColumn.Counter("purge_passes", "", "page slabs purged so far, each time counted (npurge_passes)"),
        TableColumn.Counter("purges", "", "runs of pages purged so far: a madvise call each (npurges)"),
        TableColumn.Counter("hugifies", "", "page slabs made huge so far, each time counted (nhugifies)"),
        TableColumn.Counter("dehugifies", "", "huge ones broken up so far (ndehugifies)"),
    ])
    { Help = "what the huge page allocator of an arena holds before one operation", IsOptional = true };

    public static void Read(HeapView heap, TableRows rows)
    {
        List<PageSlabSnapshot> arenas = PageReader.PageSlabs(heap);
        if (arenas.Count == 0)
        {
            return;
        }

        PageSlabSnapshot all = new() { Arena = -1 };
        arenas.ForEach(arena => all.Add(arena));
        foreach (PageSlabSnapshot arena in arenas.Where(arena => arena.Arena < DecayTable.ArenasMax).Prepend(all))
        {
            rows.Add(
                arena.Arena, arena.PageSlabs, arena.Pages, arena.HugePageSlabs, arena.ActivePages, arena.DirtyPages, arena.CachedBytes, arena.PurgePasses, arena.Purges, arena.Hugifies, arena.Dehugifies);
        }
    }
}
