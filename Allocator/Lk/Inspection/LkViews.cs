using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;

namespace AllocSim.Allocator.Lk.Inspection;

/// <summary>What a debugger shows of lkmalloc: which subheap has which addresses, subheaps, free lists, large blocks with their headers.</summary>
internal sealed class LkViews(LkMemory memory, IReadOnlyList<Subheap> subheaps)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ViewDeclaration> All { get; } =
    [
        new("map", "a range of addresses that the region table gives to one subheap", ViewCells.Columns("address bytes subheap")) { Aliases = ["heap"], AddressColumn = "address", BytesColumn = "bytes", SummaryColumn = "subheap", OwnsAddresses = true },
        new("subheaps", "a subheap", ViewCells.Columns("subheap used_objects used_bytes large_regions")),
        new("bins", "a free list that holds objects", ViewCells.Columns("subheap size objects first")) { Filters = [new("class", "size")] },
        new("chunks", "a block of a large region, with its header", ViewCells.Columns("address bytes state subheap previous_in_use")) { Filters = [new("state", "state", "used", "free")], AddressColumn = "address", BytesColumn = "bytes" },
    ];

    /// <summary>Appends the rows of a view.</summary>
    public void Read(string view, TableRows rows)
    {
        switch (view)
        {
            case "map":
                foreach ((ulong start, ulong bytes, int subheap) in memory.Mappings)
                {
                    rows.Add(ViewCells.Hex(start), bytes, subheap);
                }

                break;
            case "subheaps":
                for (int i = 0; i < subheaps.Count; i++)
                {
                    rows.Add(i, subheaps[i].UsedCount, subheaps[i].UsedBytes, subheaps[i].LargeRegions.Count);
                }

                break;
            case "bins":
                AddLists(rows);
                break;
            default:
                AddBlocks(rows);
                break;
        }
    }

    private void AddLists(TableRows rows)
    {
        for (int i = 0; i < subheaps.Count; i++)
        {
            for (int sizeClass = 0; sizeClass < memory.Classes.Count; sizeClass++)
            {
                long count = 0;
                for (ulong address = subheaps[i].FirstListed(sizeClass); address != 0; address = subheaps[i].NextListed(address))
                {
                    count++;
                }

                if (count > 0)
                {
                    rows.Add(i, memory.Classes.SizeOf(sizeClass), count, ViewCells.Hex(subheaps[i].FirstListed(sizeClass)));
                }
            }
        }
    }

    private void AddBlocks(TableRows rows)
    {
        BlockHeaders headers = memory.Headers;
        IEnumerable<(ulong Region, int Subheap)> regions = subheaps.SelectMany((subheap, i) => subheap.LargeRegions.Select(region => (region, i)));
        foreach ((ulong region, int subheap) in regions.OrderBy(each => each.Region))
        {
            for (ulong address = region + BlockHeaders.Bytes; headers.Size(address) != 0; address = headers.Next(address))
            {
                rows.Add(ViewCells.Hex(address), headers.Size(address), headers.IsInUse(address) ? "used" : "free", subheap, ViewCells.Bit(headers.IsPreviousInUse(address)));
            }
        }
    }
}
