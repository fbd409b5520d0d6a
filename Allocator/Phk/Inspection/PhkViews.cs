using System.Globalization;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;

namespace AllocSim.Allocator.Phk.Inspection;

/// <summary>What a debugger shows of phkmalloc: the page directory, the pages cut into chunks, the free runs.</summary>
internal sealed class PhkViews(PageDirectory directory, PageHeap pages, ChunkHeap chunks)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ViewDeclaration> All { get; } =
    [
        new("map", "a run of pages with equal slots in the page directory; an allocation is its first page and those that follow", ViewCells.Columns("address bytes state pages slot_index slot"))
        {
            Aliases = ["heap"], Filters = [new("state", "state", "foreign", "free", "run", "chunks")], AddressColumn = "address", BytesColumn = "bytes", SummaryColumn = "state", OwnsAddresses = true,
        },
        new("pages", "a page that is cut into chunks", ViewCells.Columns("address bytes size shift chunks free bitmap record")) { Filters = [new("class", "size")], AddressColumn = "address", BytesColumn = "bytes", RecordColumn = "record" },
        new("runs", "a free run of pages, in order of address", ViewCells.Columns("address bytes end record")) { AddressColumn = "address", BytesColumn = "bytes", RecordColumn = "record" },
        new("bins", "a chunk size with pages that have free chunks", ViewCells.Columns("size shift pages first")) { Filters = [new("class", "size")] },
    ];

    /// <summary>Appends the rows of a view.</summary>
    public void Read(string view, TableRows rows)
    {
        switch (view)
        {
            case "map":
                AddMap(rows);
                break;
            case "pages":
                AddPages(rows);
                break;
            case "runs":
                for (int run = pages.Runs.First; run != FreeRunList.None; run = pages.Runs[run].Next)
                {
                    FreeRunRecord record = pages.Runs[run];
                    rows.Add(ViewCells.Hex(record.Page), record.Size, ViewCells.Hex(record.End), ViewCells.Hex(record.Address));
                }

                break;
            default:
                AddBins(rows);
                break;
        }
    }

    private static string StateOf(int slot) => slot switch
    {
        PageDirectory.NotMine => "foreign",
        PageDirectory.Free => "free",
        PageDirectory.First or PageDirectory.Follow => "run",
        _ => "chunks",
    };

    private void AddMap(TableRows rows)
    {
        for (ulong index = PageDirectory.HeadCount; index <= directory.LastIndex;)
        {
            int slot = directory[index];
            ulong end = index + 1;
            while (end <= directory.LastIndex && (slot == PageDirectory.First ? directory[end] == PageDirectory.Follow : slot < PageDirectory.FirstRecord && directory[end] == slot))
            {
                end++;
            }

            // What the break grew over without this allocator is not its own.
            if (slot != PageDirectory.NotMine)
            {
                rows.Add(ViewCells.Hex(directory.AddressOf(index)), (end - index) << PageDirectory.PageShift, StateOf(slot), end - index, index, slot);
            }

            index = end;
        }
    }

    private void AddPages(TableRows rows)
    {
        for (ulong index = PageDirectory.HeadCount; index <= directory.LastIndex; index++)
        {
            if (directory[index] < PageDirectory.FirstRecord)
            {
                continue;
            }

            int number = directory[index] - PageDirectory.FirstRecord;
            ChunkPage page = chunks[number];
            int words = Math.Max((page.Total + 63) / 64, 1);
            string bitmap = string.Join(',', chunks.BitsOf(number)[..words].ToArray().Select(word => word.ToString("x16", CultureInfo.InvariantCulture)));
            rows.Add(ViewCells.Hex(page.Page), PageDirectory.PageBytes, 1UL << page.Shift, page.Shift, page.Total, page.Free, bitmap, ViewCells.Hex(page.Record));
        }
    }

    private void AddBins(TableRows rows)
    {
        for (int shift = 0; shift < PageDirectory.HeadCount; shift++)
        {
            int count = 0;
            for (int slot = directory[(ulong)shift]; slot != 0; slot = chunks[slot - PageDirectory.FirstRecord].Next)
            {
                count++;
            }

            if (count > 0)
            {
                rows.Add(1UL << shift, shift, count, ViewCells.Hex(chunks[directory[(ulong)shift] - PageDirectory.FirstRecord].Page));
            }
        }
    }
}
