using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;

namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <summary>The views of jemalloc: each shows the lines of one kind of the inspect format, a column a field.</summary>
internal static class JemallocViews
{
    private static readonly ViewFilter Class = new("class", "szind") { None = "232" };
    private static readonly ViewFilter OfArena = new("arena", "arena");

    // View, kind of the lines.
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["extents"] = "edata",
        ["arenas"] = "arena",
        ["bins"] = "bin",
        ["caches"] = "cache",
        ["map"] = "element",
        ["threads"] = "thread",
        ["blocks"] = "block",
        ["unused"] = "cached",
        ["sets"] = "ecache",
        ["pageslabs"] = "pageslab",
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ViewDeclaration> All { get; } =
    [
        new("extents", "an extent that the page map names, with every field of its record", ViewCells.Columns("base size state_name arena_ind szind usize nfree nregs addr e_bits e_addr offset esn bsize sn slab committed pai zeroed guarded state bin_shard is_head pai_name has_slab is_free bitmap"))
        {
            Aliases = ["heap"], Filters = [new("arena", "arena_ind"), Class, new("state", "state_name", "Active", "Dirty", "Muzzy", "Retained")], AddressColumn = "base", BytesColumn = "size", RecordColumn = "addr", SummaryColumn = "state_name", OwnsAddresses = true,
        },
        new("arenas", "an arena", ViewCells.Columns("ind addr base nthreads nthreads_internal nactive spare large")) { Filters = [new("arena", "ind")], RecordColumn = "addr" },
        new("bins", "a bin shard that has a slab", ViewCells.Columns("arena szind shard reg_size slab_size nregs slabs slabcur nonfull full addr")) { Filters = [OfArena, Class], RecordColumn = "addr" },
        new("caches", "a bin of a cache that holds objects, from the next one to be handed out down", ViewCells.Columns("owner szind size max cached low_water head ptrs")) { Filters = [Class] },
        new("map", "a run of equal elements of the page map", ViewCells.Columns("key count bytes le_bits edata szind slab is_head state subkey0 subkey1")) { Filters = [Class, new("state", "state", "0", "1", "2", "3")], AddressColumn = "key", BytesColumn = "bytes" },
        new("threads", "a thread that lives", ViewCells.Columns("tid tsd arena iarena tcache tcache_arena")) { Filters = [OfArena], RecordColumn = "tsd" },
        new("blocks", "a mapping of the library's own memory", ViewCells.Columns("addr size arena edata e_bits e_addr bsize sn")) { Filters = [OfArena], AddressColumn = "addr", BytesColumn = "size", SummaryColumn = "", OwnsAddresses = true },
        new("sets", "a set of unused extents", ViewCells.Columns("arena set guarded extents pages")) { Filters = [OfArena, new("state", "set", "dirty", "muzzy", "retained")] },
        new("unused", "an unused extent and its place in the order of use", ViewCells.Columns("arena set guarded pind lru edata")) { Filters = [OfArena, new("state", "set", "dirty", "muzzy", "retained")] },
        new("pageslabs", "a page slab of the huge page allocator", ViewCells.Columns("addr bytes arena huge alloc_active touched dirty longest_free purge_allowed hugify_allowed")) { Filters = [OfArena], AddressColumn = "addr", BytesColumn = "bytes" },
    ];

    /// <summary>Appends the rows of a view.</summary>
    public static void Read(HeapView heap, string view, TableRows rows)
    {
        string kind = Kinds[view];
        IReadOnlyList<TableColumn> columns = All.First(each => each.Name == view).Columns;
        Dictionary<string, int> places = columns.Select((column, i) => (column.Name, i)).ToDictionary(each => each.Name, each => each.i, StringComparer.Ordinal);
        HeapDump.Read(heap, kind, line => rows.Add(Row(line, places, heap)));
    }

    /// <summary>Counts extents by their states. Each is named by the element of its first page, whatever other pages name it, too.</summary>
    public static bool TryCount(HeapView heap, string view, ViewCounts counts)
    {
        if (view != "extents")
        {
            return false;
        }

        foreach ((ulong first, ReadOnlyMemory<ulong> elements) in heap.Map.Segments)
        {
            for (int i = 0; i < elements.Length; i++)
            {
                int id = Rtree.Edata(elements.Span[i]);
                if (id != EdataTable.Null && heap.Table.BaseOf(heap.Table[id]) == first + ((ulong)i << heap.Sizes.LgPage))
                {
                    counts.Add(heap.Table[id].State.ToString(), heap.Table[id].Size);
                }
            }
        }

        return true;
    }

    private static TableCell[] Row(ReadOnlySpan<char> line, Dictionary<string, int> places, HeapView heap)
    {
        TableCell[] row = new TableCell[places.Count];
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> placeOf = places.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (Range part in line.Split(' '))
        {
            ReadOnlySpan<char> field = line[part];
            int equals = field.IndexOf('=');
            if (equals >= 0 && placeOf.TryGetValue(field[..equals], out int place))
            {
                row[place] = ViewCells.Read(field[(equals + 1)..]);
            }
        }

        // Two kinds say their length in other units than bytes.
        if (places.TryGetValue("bytes", out int bytes))
        {
            row[bytes] = places.TryGetValue("count", out int count) ? row[count].Unsigned << heap.Sizes.LgPage : JemallocOptions.HugePage;
        }

        return row;
    }
}
