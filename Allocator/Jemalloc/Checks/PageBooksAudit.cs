using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Allocator.Jemalloc.Checks;

/// <summary>Checks the machine's pages against the allocator's extents and metadata, to the byte.</summary>
/// <param name="heap">The heap.</param>
/// <param name="extents">All extents, by address.</param>
internal sealed class PageBooksAudit(AuditedHeap heap, List<int> extents)
{
    private readonly PageLayer _pages = heap.Machine.Pages;

    /// <summary>Compares everything.</summary>
    public void Run()
    {
        ulong described = 0;
        foreach (int id in extents)
        {
            described += heap.Table[id].IsHpa ? 0 : heap.Table[id].Size + heap.GuardBytesOf(heap.Table[id]);
            CheckPages(id);
            CheckGuards(id);
        }

        ulong metadata = 0;
        foreach (MetadataBlock block in heap.Arenas.SelectMany(arena => arena.Base.Blocks))
        {
            metadata += block.Bytes;
            CheckMapped(block.Address, block.Bytes, "a block of metadata");
        }

        ulong lost = heap.Hooks.LostBytes + heap.Arenas.Aggregate(0UL, (sum, arena) => sum + arena.Pages.Pac.Stats.AbandonedVm);
        ulong pageSlabs = heap.Hpa?.MappedBytes ?? 0;
        if (_pages.MappedBytes != described + pageSlabs + metadata + lost)
        {
            throw new InvariantException($"the machine has {_pages.MappedBytes} bytes mapped; extents are {described}, page slabs {pageSlabs}, metadata {metadata}, given up {lost}");
        }
    }

    private void CheckPages(int id)
    {
        ref Edata edata = ref heap.Table[id];
        ulong first = heap.Table.BaseOf(edata);
        CheckMapped(first, edata.Size, heap.Describe(id));

        // Huge pages are backed whole, so that memory can be behind a neighbour that nobody wrote to.
        if (edata.State is ExtentState.Active or ExtentState.Dirty || heap.Hooks.MayUseHugePages || KeepsPages(edata.Arena))
        {
            return;
        }

        ulong resident = _pages.CountIn(first, edata.Size, PageState.Resident);
        ulong lazy = edata.State == ExtentState.Retained ? _pages.CountIn(first, edata.Size, PageState.LazilyFreed) : 0;
        if (resident + lazy != 0)
        {
            throw new InvariantException($"{heap.Describe(id)} has {resident} bytes resident and {lazy} lazily freed");
        }
    }

    // Hooks of a program's own need not have taken the memory away.
    private bool KeepsPages(int arena) => heap.Arenas.Any(each => each.Index == arena && each.Pages.Pac.Extents.Hooks.WereReplaced);

    private void CheckGuards(int id)
    {
        ref Edata edata = ref heap.Table[id];
        ulong bytes = heap.GuardBytesOf(edata);
        ulong page = 1UL << heap.Sizes.LgPage;
        if (bytes != 0 && (!IsGuard(heap.Table.PastOf(edata)) || (bytes > page && !IsGuard(heap.Table.BaseOf(edata) - page))))
        {
            throw new InvariantException($"{heap.Describe(id)} has a guard page that can be accessed");
        }
    }

    private bool IsGuard(ulong page) => !_pages.IsAccessible(page) && _pages.StateAt(page) != PageState.Unmapped;

    private void CheckMapped(ulong address, ulong bytes, string what)
    {
        ulong unmapped = _pages.CountIn(address, bytes, PageState.Unmapped);
        if (unmapped != 0)
        {
            throw new InvariantException($"{what} at 0x{address:x} has {unmapped} of its {bytes} bytes on pages that are not mapped");
        }
    }
}
