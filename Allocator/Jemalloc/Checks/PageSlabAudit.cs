using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Huge;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Stats;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Allocator.Jemalloc.Checks;

/// <summary>Checks an arena's page slabs against the extents that lie in them, their counters, and the machine's pages.</summary>
/// <inheritdoc cref="ArenaAudit"/>
internal sealed class PageSlabAudit(AuditedHeap heap, Arena arena, List<int> extents, ExtentPlaces places)
{
    private readonly int _pages = (int)(JemallocOptions.HugePage >> heap.Sizes.LgPage);

    /// <summary>Compares everything.</summary>
    public void Run()
    {
        List<int> cached = [];
        arena.Pages.Sec!.AddTo(cached);
        cached.ForEach(id => places.Claim(id, ExtentPlace.Cached));
        Require(arena.Pages.Sec.CachedBytes, cached.Aggregate(0UL, (sum, id) => sum + heap.Table[id].Size), "bytes in the small extent cache");

        ILookup<int, int> bySlab = extents.Where(id => heap.Table[id].IsHpa).ToLookup(id => heap.Table[id].PageSlab);
        foreach (Hpdata slab in arena.Pages.Hpa!.PageSlabs)
        {
            Check(slab, bySlab[slab.Index]);
        }

        CheckGroups(arena.Pages.Hpa);
    }

    private void Check(Hpdata slab, IEnumerable<int> inside)
    {
        var active = new PageSet(_pages);
        int pages = 0;
        foreach (int id in inside)
        {
            ref Edata edata = ref heap.Table[id];
            int first = (int)((heap.Table.BaseOf(edata) - slab.Address) >> heap.Sizes.LgPage);
            int length = (int)(edata.Size >> heap.Sizes.LgPage);
            if (first < 0 || first + length > _pages || active.Add(first, length) != length || slab.Active.NextOut(first) < first + length)
            {
                throw Broken(slab, $"{heap.Describe(id)} does not fit into it");
            }

            pages += length;
        }

        Require((ulong)slab.ActivePages, (ulong)pages, $"pages in extents of the page slab at 0x{slab.Address:x}");
        Require((ulong)slab.Active.Count(), (ulong)pages, $"pages noted as in extents of the page slab at 0x{slab.Address:x}");
        Require((ulong)slab.TouchedPages, (ulong)slab.Touched.Count(), $"used pages of the page slab at 0x{slab.Address:x}");
        Require((ulong)slab.LongestFreeRun, (ulong)LongestRun(active), $"pages in the longest free run of the page slab at 0x{slab.Address:x}");
        Require(slab.IsPurgeAllowed ? 1UL : 0, slab.DirtyPages > 0 ? 1UL : 0, $"whether the page slab at 0x{slab.Address:x} may be purged");
        active.BecomeDifference(active, slab.Touched);
        if (active.Count() != 0)
        {
            throw Broken(slab, "pages in extents are not noted as used");
        }

        CheckUntouched(slab);
    }

    private int LongestRun(PageSet active)
    {
        int longest = 0;
        for (int first = active.NextOut(0); first < _pages;)
        {
            int end = active.NextIn(first);
            longest = Math.Max(longest, end - first);
            first = active.NextOut(end);
        }

        return longest;
    }

    // Huge pages are backed whole.
    private void CheckUntouched(Hpdata slab)
    {
        for (int first = slab.Touched.NextOut(0); first < _pages && !heap.Hooks.MayUseHugePages;)
        {
            int end = slab.Touched.NextIn(first);
            ulong bytes = (ulong)(end - first) << heap.Sizes.LgPage;
            if (heap.Machine.Pages.CountIn(slab.Address + ((ulong)first << heap.Sizes.LgPage), bytes, PageState.Resident) != 0)
            {
                throw Broken(slab, $"of its pages {first} to {end - 1}, which were never used or have been purged, some have memory");
            }

            first = slab.Touched.NextOut(end);
        }
    }

    private void CheckGroups(HpaShard hpa)
    {
        PageSlabStats sum = default;
        foreach (PageSlabStats group in hpa.Stats.FullSlabs.Concat(hpa.Stats.EmptySlabs).Concat(hpa.Stats.NonfullSlabs))
        {
            sum.Add(group);
        }

        Require(sum.Npageslabs, (ulong)hpa.PageSlabs.Count, "page slabs");
        Require(sum.Nactive, (ulong)hpa.PageSlabs.Sum(slab => slab.ActivePages), "pages in extents of page slabs");
        Require(sum.Ndirty, (ulong)hpa.PageSlabs.Sum(slab => slab.DirtyPages), "dirty pages of page slabs");
    }

    private void Require(ulong said, ulong found, string what)
    {
        if (said != found)
        {
            throw new InvariantException($"arena {arena.Index}: {what}: {said} by the books, {found} found");
        }
    }

    private InvariantException Broken(Hpdata slab, string what) => new($"arena {arena.Index}, page slab at 0x{slab.Address:x}: {what}");
}
