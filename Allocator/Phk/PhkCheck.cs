using System.Numerics;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Allocator.Phk;

/// <summary>Walks phkmalloc's records: every page is what the directory, the free runs, the pages of chunks and the machine all say it is.</summary>
/// <param name="machine">The machine.</param>
/// <param name="directory">The page directory.</param>
/// <param name="pages">The pages.</param>
/// <param name="chunks">The chunks.</param>
internal sealed class PhkCheck(SimMachine machine, PageDirectory directory, PageHeap pages, ChunkHeap chunks)
{
    /// <summary>Checks all of it.</summary>
    /// <exception cref="InvariantException">Two records contradict each other.</exception>
    public void Run()
    {
        CheckRuns();
        CheckSlots();
        CheckLists();
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvariantException("phkmalloc: " + what);
        }
    }

    private void CheckRuns()
    {
        ulong free = 0;
        ulong end = 0;
        int previous = FreeRunList.None;
        for (int run = pages.Runs.First; run != FreeRunList.None; run = pages.Runs[run].Next)
        {
            FreeRunRecord record = pages.Runs[run];
            Require(record.Previous == previous, $"the free run at 0x{record.Page:x} does not know the run before it");
            Require(record.End - record.Page == record.Size && record.Size % PageDirectory.PageBytes == 0, $"the free run at 0x{record.Page:x} ends at 0x{record.End:x} and has {record.Size} bytes");
            Require(previous == FreeRunList.None || record.Page > end || record.Size == 0 || pages.Runs[previous].Size == 0, $"the free run at 0x{record.Page:x} begins within or right behind the one that ends at 0x{end:x}");
            CheckFreePages(record);
            free += record.Size;
            end = record.End;
            previous = run;
        }

        Require(free >> PageDirectory.PageShift == pages.FreePages, $"the free runs have {free} bytes, and {pages.FreePages} pages are counted");
        Require(end <= machine.Addresses.Break, $"the last free run ends at 0x{end:x}, above the break");
    }

    private void CheckFreePages(FreeRunRecord record)
    {
        for (ulong page = record.Page; page < record.End; page += PageDirectory.PageBytes)
        {
            Require(directory[directory.IndexOf(page)] == PageDirectory.Free, $"the page at 0x{page:x} is in a free run, and the directory says {directory[directory.IndexOf(page)]}");
        }
    }

    private void CheckSlots()
    {
        ulong used = 0;
        ulong free = 0;
        ulong cut = 0;
        ulong chunkBytes = 0;
        for (ulong index = PageDirectory.HeadCount; index <= directory.LastIndex; index++)
        {
            int slot = directory[index];
            ulong page = directory.AddressOf(index);
            used += slot > PageDirectory.Free ? 1UL : 0;
            free += slot == PageDirectory.Free ? 1UL : 0;
            Require(slot == PageDirectory.NotMine || machine.Pages.StateAt(page) >= PageState.Untouched, $"the page at 0x{page:x} has the slot {slot}, and the machine has not mapped it");
            Require(slot != PageDirectory.Follow || directory[index - 1] is PageDirectory.First or PageDirectory.Follow, $"the page at 0x{page:x} follows no allocation");
            if (slot >= PageDirectory.FirstRecord)
            {
                cut++;
                chunkBytes += CheckChunks(slot - PageDirectory.FirstRecord, page);
            }
        }

        Require(used == pages.UsedPages && free == pages.FreePages && cut == chunks.PageCount, $"the directory has {used} used, {free} free and {cut} cut pages; counted are {pages.UsedPages}, {pages.FreePages} and {chunks.PageCount}");
        Require(chunkBytes == chunks.UsedBytes, $"{chunkBytes} bytes of chunks are in use, and {chunks.UsedBytes} are counted");
    }

    private ulong CheckChunks(int number, ulong page)
    {
        ChunkPage record = chunks[number];
        int bits = 0;
        foreach (ulong word in chunks.BitsOf(number))
        {
            bits += BitOperations.PopCount(word);
        }

        Require(record.Page == page, $"the slot of the page at 0x{page:x} names the record of the page at 0x{record.Page:x}");
        Require(bits == record.Free, $"{bits} chunks of the page at 0x{page:x} are marked free, and {record.Free} are counted");
        Require(record.Free < record.Total, $"all {record.Total} chunks of the page at 0x{page:x} are free, and it is kept");
        return (ulong)(record.Total - record.Free) << record.Shift;
    }

    private void CheckLists()
    {
        for (int shift = 0; shift < PageDirectory.HeadCount; shift++)
        {
            for (int slot = directory[(ulong)shift]; slot != 0; slot = chunks[slot - PageDirectory.FirstRecord].Next)
            {
                ChunkPage record = chunks[slot - PageDirectory.FirstRecord];
                Require(record.Shift == shift && record.Free > 0, $"the page at 0x{record.Page:x} has {record.Free} free chunks of 2^{record.Shift} bytes and is in the list for 2^{shift}");
            }
        }
    }
}
