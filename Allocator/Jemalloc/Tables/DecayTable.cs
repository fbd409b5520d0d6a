using AllocSim.Allocator.Jemalloc.Inspection;
using AllocSim.Allocator.Jemalloc.Tables.Readers;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Tables;

/// <summary>decay.csv: unused pages of an arena, what decay allows of them, and what was purged.</summary>
internal static class DecayTable
{
    /// <summary>Arenas beyond so many are in the sum only.</summary>
    public const int ArenasMax = 64;

    public static readonly TableDeclaration Declaration = new("decay", TableMoment.Samples,
    [
        TableColumn.Key("arena", "-1 for all of them together; arenas from the 64th on are in the sum only"),
        TableColumn.Gauge("dirty_pages", "pages", "unused pages that are still backed"),
        new("dirty_limit_pages", "pages", ColumnKind.Limit, "dirty pages that the decay curve allows at this moment; empty where there is no limit"),
        TableColumn.Gauge("muzzy_pages", "pages", "unused pages given to the kernel lazily"),
        new("muzzy_limit_pages", "pages", ColumnKind.Limit, "muzzy pages that the decay curve allows at this moment; empty where there is no limit"),
        TableColumn.Counter("dirty_purged_pages", "pages", "dirty pages purged so far (dirty_purged)"),
        TableColumn.Counter("muzzy_purged_pages", "pages", "muzzy pages purged so far (muzzy_purged)"),
        TableColumn.Counter("dirty_purges", "", "times that dirty pages were purged (dirty_npurge)"),
        TableColumn.Counter("muzzy_purges", "", "times that muzzy pages were purged (muzzy_npurge)"),
        TableColumn.Counter("decay_madvise_calls", "", "extents given back in those purges and on release of oversized ones, as the allocator counts its madvise calls"),
        TableColumn.Counter("madvise_calls", "", "madvise calls of the process so far, for whatever reason; in the row for all arenas"),
        TableColumn.Counter("mmap_calls", "", "mmap calls of the process so far; in the row for all arenas"),
    ])
    { Help = "unused pages of an arena before one operation, and what decay allows" };

    public static void Read(HeapView heap, long nowNs, TableRows rows)
    {
        List<DecaySnapshot> arenas = PageReader.Decay(heap, nowNs);
        DecaySnapshot all = new() { Arena = -1 };
        arenas.ForEach(arena => all.Add(arena));
        SystemCallCounts calls = heap.Machine.Calls;
        Add(rows, all, calls.Madvise, calls.Mmap);
        arenas.ForEach(arena => Add(rows, arena, TableCell.Empty, TableCell.Empty));
    }

    private static void Add(TableRows rows, in DecaySnapshot arena, TableCell madviseCalls, TableCell mmapCalls)
    {
        if (arena.Arena < ArenasMax)
        {
            rows.Add(
                arena.Arena, arena.DirtyPages, Limit(arena.DirtyLimitPages), arena.MuzzyPages, Limit(arena.MuzzyLimitPages), arena.DirtyPurgedPages, arena.MuzzyPurgedPages, arena.DirtyPurges, arena.MuzzyPurges,
                arena.MadviseCalls, madviseCalls, mmapCalls);
        }
    }

    private static TableCell Limit(ulong pages) => pages == DecaySnapshot.NoLimit ? TableCell.Empty : pages;
}
