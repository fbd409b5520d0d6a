using AllocSim.Allocator.Mimalloc.Segments;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Allocator.Mimalloc.Checks;

/// <summary>Checks a page: its lists hold each block at most once, and with the blocks in use they are all that exist.</summary>
internal sealed class PageAudit(SimMachine machine)
{
    private bool[] _isListed = new bool[1024];

    /// <summary>Checks a page.</summary>
    /// <returns>Blocks that the program has, those included that wait in a heap's list of delayed frees.</returns>
    public int Check(Slice page)
    {
        ulong place = page.Start;
        Finding.Require(page.Capacity > 0 && page.Capacity <= page.Reserved, place, "the page has no blocks, or more than there is room for");
        if (_isListed.Length < page.Capacity)
        {
            _isListed = new bool[page.Capacity];
        }

        Array.Clear(_isListed, 0, page.Capacity);
        int free = Walk(page, page.Free, "free list");
        int local = Walk(page, page.LocalFree, "list of local frees");
        int foreign = Walk(page, page.ThreadFree, "list of other threads' frees");
        Finding.RequireEqual(page.Used + free + local, page.Capacity, place, "blocks of the page");
        Finding.Require(page.Used >= foreign, place, "more blocks were freed by other threads than are in use");
        ulong last = page.AddressOf(page.Capacity) - 1;
        Finding.Require(machine.Pages.IsAccessible(place) && machine.Pages.IsAccessible(last), place, "blocks of the page lie on memory without access");
        return page.Used - foreign;
    }

    /// <summary>Whether a block of the page that was checked last is in one of its lists.</summary>
    public bool IsListed(int block) => _isListed[block];

    private int Walk(Slice page, int block, string list)
    {
        int count = 0;
        for (; block != Slice.None; block = page.Links[block])
        {
            Finding.Require(block < page.Capacity, page.Start, "a list leaves the page", list);
            Finding.Require(!_isListed[block], page.AddressOf(block), "a block is in a list already", list);
            _isListed[block] = true;
            PageState state = machine.Pages.StateAt(page.AddressOf(block));
            Finding.Require(state is PageState.Resident or PageState.LazilyFreed, page.AddressOf(block), "a link is on a page that was dropped", list);
            count++;
        }

        return count;
    }
}
