using System.Globalization;
using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Caches;
using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Huge;
using AllocSim.Allocator.Classic.Runs;
using AllocSim.Allocator.Classic.Sizes;
using AllocSim.Allocator.Classic.Threads;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;

namespace AllocSim.Allocator.Classic.Inspection;

/// <summary>What a debugger shows of jemalloc 2.1: chunks, the runs that their page maps tell of, elements of the page maps, bins, caches, arenas, huge objects.</summary>
internal sealed class ClassicViews(ClassicHeap heap)
{
    private static readonly ViewFilter OfArena = new("arena", "arena");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ViewDeclaration> All { get; } =
    [
        new("chunks", "a chunk of an arena, or a huge object's chunks", ViewCells.Columns("address bytes kind arena ndirty dirtied spare"))
        {
            Filters = [OfArena, new("state", "kind", "arena", "huge")], AddressColumn = "address", BytesColumn = "bytes", RecordColumn = "address", OwnsAddresses = true,
        },
        new("runs", "a run, or the header of a chunk", ViewCells.Columns("address bytes state arena size regions free next pages map_bits"))
        {
            Aliases = ["heap"], Filters = [OfArena, new("class", "size"), new("state", "state", "header", "small", "large", "clean", "dirty")],
            AddressColumn = "address", BytesColumn = "bytes", RecordColumn = "address", SummaryColumn = "state",
        },
        new("map", "an element of a chunk's page map", ViewCells.Columns("address bytes chunk page bits pages dirty large allocated")) { Filters = [], AddressColumn = "address", BytesColumn = "bytes" },
        new("arenas", "an arena", ViewCells.Columns("arena address nactive ndirty npurgatory mapped_bytes spare purges madvises purged")) { Filters = [OfArena], RecordColumn = "address" },
        new("bins", "a bin with runs", ViewCells.Columns("arena bin size runs regions runcur nonfull")) { Filters = [OfArena, new("class", "size")] },
        new("caches", "a bin of a thread's cache that holds objects, the next one to be handed out first", ViewCells.Columns("thread bin size max count low_water objects")) { Filters = [new("class", "size")] },
        new("threads", "a thread that has called", ViewCells.Columns("thread arena cache")) { Filters = [OfArena] },
    ];

    private Geometry Geometry => heap.Parts.Geometry;

    /// <summary>Appends the rows of a view.</summary>
    public void Read(string view, TableRows rows)
    {
        switch (view)
        {
            case "chunks":
                AddChunks(rows);
                break;
            case "runs":
                foreach (Chunk chunk in ByAddress())
                {
                    AddRuns(chunk, rows);
                }

                break;
            case "map":
                foreach (Chunk chunk in ByAddress())
                {
                    AddMap(chunk, rows);
                }

                break;
            case "arenas":
                foreach (Arena arena in heap.Arenas.All)
                {
                    rows.Add(
                        arena.Index, ViewCells.Hex(arena.Address), arena.ActivePages, arena.DirtyPages, arena.PurgingPages, arena.MappedBytes,
                        ViewCells.Hex(arena.Spare?.Address ?? 0), arena.Purges, arena.Madvises, arena.PurgedPages);
                }

                break;
            case "bins":
                AddBins(rows);
                break;
            case "caches":
                AddCaches(rows);
                break;
            default:
                foreach (ThreadRecord thread in heap.Threads.ToArray().Where(thread => thread.Id >= 0))
                {
                    string arena = thread.Arena is null ? "-" : thread.Arena.Index.ToString(CultureInfo.InvariantCulture);
                    rows.Add(thread.Id, arena, thread.Cache is { } cache ? ViewCells.Hex(cache.Address) : "-");
                }

                break;
        }
    }

    private IEnumerable<Chunk> ByAddress() => heap.Parts.Table.All.OrderBy(chunk => chunk.Address);

    private void AddChunks(TableRows rows)
    {
        List<(ulong Address, TableCell[] Row)> all = [];
        foreach (Chunk chunk in ByAddress())
        {
            all.Add((chunk.Address, [ViewCells.Hex(chunk.Address), Geometry.ChunkBytes, "arena", chunk.Arena.Index, chunk.DirtyPages, ViewCells.Bit(chunk.IsDirtied), ViewCells.Bit(chunk == chunk.Arena.Spare)]));
        }

        foreach ((ulong address, HugeRecord record) in heap.Huge.ByAddress)
        {
            all.Add((address, [ViewCells.Hex(address), record.Bytes, "huge", TableCell.Empty, TableCell.Empty, TableCell.Empty, TableCell.Empty]));
        }

        foreach ((ulong _, TableCell[] row) in all.OrderBy(each => each.Address))
        {
            rows.Add(row);
        }
    }

    private void AddRuns(Chunk chunk, TableRows rows)
    {
        rows.Add(ViewCells.Hex(chunk.Address), (ulong)Geometry.MapBias << Geometry.PageShift, "header", chunk.Arena.Index, 0, 0, 0, TableCell.Empty, Geometry.MapBias, TableCell.Empty);
        for (int page = Geometry.MapBias; page < (int)Geometry.ChunkPages;)
        {
            uint bits = chunk.Map[page];
            ulong address = chunk.Address + ((ulong)page << Geometry.PageShift);
            Run? run = chunk.RunAt[page];
            int pages = Math.Max(run is null ? (int)(bits >> Chunk.PagesShift) : (int)(run.Info.RunBytes >> Geometry.PageShift), 1);
            ulong bytes = (ulong)pages << Geometry.PageShift;
            if (run is not null)
            {
                rows.Add(ViewCells.Hex(address), bytes, "small", chunk.Arena.Index, run.Info.RegionBytes, (long)run.Info.Regions, (long)run.FreeCount, ViewCells.Hex(run.Next), pages, ViewCells.Hex(bits));
            }
            else
            {
                string state = (bits & Chunk.Allocated) != 0 ? "large" : (bits & Chunk.Dirty) != 0 ? "dirty" : "clean";
                rows.Add(ViewCells.Hex(address), bytes, state, chunk.Arena.Index, state == "large" ? bytes : 0, 0, 0, TableCell.Empty, pages, ViewCells.Hex(bits));
            }

            page += pages;
        }
    }

    private void AddMap(Chunk chunk, TableRows rows)
    {
        for (int page = Geometry.MapBias; page < (int)Geometry.ChunkPages; page++)
        {
            uint bits = chunk.Map[page];
            rows.Add(
                ViewCells.Hex(chunk.Address + ((ulong)page << Geometry.PageShift)), Geometry.PageBytes, ViewCells.Hex(chunk.Address), page, ViewCells.Hex(bits), (long)(bits >> Chunk.PagesShift),
                ViewCells.Bit((bits & Chunk.Dirty) != 0), ViewCells.Bit((bits & Chunk.Large) != 0), ViewCells.Bit((bits & Chunk.Allocated) != 0));
        }
    }

    private void AddBins(TableRows rows)
    {
        foreach (Arena arena in heap.Arenas.All)
        {
            foreach (Bin bin in arena.Bins)
            {
                if (bin.Counts.Runs > 0)
                {
                    rows.Add(arena.Index, bin.Info.Index, bin.RegionBytes, bin.Counts.Runs, bin.Counts.Mallocs - bin.Counts.Dallocs, ViewCells.Hex(bin.Current.Address), bin.Nonfull.Count);
                }
            }
        }
    }

    private void AddCaches(TableRows rows)
    {
        foreach (ThreadRecord thread in heap.Threads)
        {
            for (int i = 0; i < (thread.Cache?.Bins.Length ?? 0); i++)
            {
                ref CacheBin bin = ref thread.Cache!.Bins[i];
                if (bin.Count > 0)
                {
                    ulong size = i < Geometry.Bins.Length ? Geometry.Bins[i].RegionBytes : (ulong)(i - Geometry.Bins.Length + 1) << Geometry.PageShift;
                    string objects = string.Join(',', bin.Objects.AsSpan(0, bin.Count).ToArray().Reverse().Select(each => ViewCells.Hex(each).Text));
                    rows.Add(thread.Id, i, size, bin.Max, bin.Count, bin.LowWater, objects);
                }
            }
        }
    }
}
