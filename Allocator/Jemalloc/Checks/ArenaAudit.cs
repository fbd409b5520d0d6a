using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Jemalloc.Checks;

/// <summary>Checks an arena's pages: its sets of unused extents, its spare records, its large objects, and its totals.</summary>
/// <param name="heap">The heap.</param>
/// <param name="arena">The arena.</param>
/// <param name="extents">The arena's extents, as the page map has them.</param>
/// <param name="places">Where extents were found.</param>
internal sealed class ArenaAudit(AuditedHeap heap, Arena arena, List<int> extents, ExtentPlaces places)
{
    /// <summary>Compares everything.</summary>
    public void Run()
    {
        CheckUnused(arena.Pages.Pac.Dirty);
        CheckUnused(arena.Pages.Pac.Muzzy);
        CheckUnused(arena.Pages.Pac.Retained);
        arena.Pages.Pac.Bump.Regions.ToList().ForEach(id => places.Claim(id, ExtentPlace.BumpRegion));
        CheckSpares();
        if (arena.Pages.Hpa is not null)
        {
            new PageSlabAudit(heap, arena, extents, places).Run();
        }

        new BinAudit(heap, arena, extents, places).Run();
        CheckLarge();
        CheckTotals();
    }

    private void CheckUnused(Ecache cache)
    {
        CheckUnused(cache, cache.Eset, isGuarded: false);
        if (cache.GuardedEset is { } guarded)
        {
            CheckUnused(cache, guarded, isGuarded: true);
        }
    }

    private void CheckUnused(Ecache cache, Eset set, bool isGuarded)
    {
        int classes = heap.Sizes.PageClassCount + 1;
        List<int> members = [];
        for (int pind = 0; pind < classes; pind++)
        {
            int before = members.Count;
            set.AddTo(members, pind);
            CheckClass(cache, set, pind, members[before..]);
        }

        ulong pages = 0;
        int listed = 0;
        for (int id = set.LeastRecentlyUsed.First; id != EdataTable.Null; id = heap.Table[id].ListNext)
        {
            pages += heap.Table[id].Size >> heap.Sizes.LgPage;
            listed++;
        }

        Require(set.Pages, pages, $"pages in the set of {cache.State} extents");
        Require((ulong)listed, (ulong)members.Count, $"extents in order of use in the set of {cache.State} extents");
        foreach (int id in members.Where(id => heap.Table[id].IsGuarded != isGuarded))
        {
            throw Broken($"{heap.Describe(id)}, guarded {!isGuarded}, is in the set of the others");
        }
    }

    private void CheckClass(Ecache cache, Eset set, int pind, List<int> members)
    {
        ulong bytes = 0;
        foreach (int id in members)
        {
            places.Claim(id, ExtentPlace.Unused);
            ref Edata edata = ref heap.Table[id];
            if (edata.State != cache.State || edata.Arena != arena.Index || heap.Sizes.PageSizeToIndex(heap.Sizes.PageSizeFloor(edata.Size)) != pind)
            {
                throw Broken($"{heap.Describe(id)} is among the {cache.State} extents of page class {pind}");
            }

            bytes += edata.Size;
        }

        Require(set.CountOf(pind), (ulong)members.Count, $"{cache.State} extents of page class {pind}");
        Require(set.BytesOf(pind), bytes, $"bytes in {cache.State} extents of page class {pind}");
    }

    private void CheckSpares()
    {
        List<int> spares = [];
        arena.Pages.Records.AddTo(spares);
        Require(arena.Pages.Records.Count, (ulong)spares.Count, "spare records");
        arena.Pages.Hpa?.Records.AddTo(spares);
        spares.ForEach(id => places.Claim(id, ExtentPlace.Spare));
    }

    private void CheckLarge()
    {
        var counts = new ulong[heap.Sizes.Count];
        int large = 0;
        foreach (int id in extents)
        {
            ref Edata edata = ref heap.Table[id];
            if (heap.IsInUse(edata) && !edata.IsSlab)
            {
                places.Claim(id, ExtentPlace.Large);
                counts[ClassOf(edata)]++;
                large++;
            }
        }

        for (int szind = heap.Sizes.SmallCount; szind < counts.Length; szind++)
        {
            Require(arena.LiveLarge(szind), counts[szind], $"large objects of size class {szind}");
        }

        int listed = 0;
        for (int id = arena.LargeExtents.First; id != EdataTable.Null; id = heap.Table[id].ListNext)
        {
            listed += places[id] == ExtentPlace.Large ? 1 : throw Broken($"{heap.Describe(id)} is in the list of large objects");
        }

        Require((ulong)listed, arena.IsAuto ? 0 : (ulong)large, "large objects in the list");
    }

    private void CheckTotals()
    {
        ulong active = 0;
        ulong mapped = 0;
        ulong allocated = 0;
        foreach (int id in extents)
        {
            ref Edata edata = ref heap.Table[id];
            active += heap.IsInUse(edata) ? edata.Size : 0;
            allocated += heap.IsInUse(edata) ? AllocatedIn(edata) : 0;
            mapped += MappedOf(id);
        }

        Require(arena.Pages.ActivePages << heap.Sizes.LgPage, active, "bytes in use");
        Require(arena.AllocatedBytes, allocated, "bytes of objects");
        Require(arena.Pages.Pac.Stats.Mapped, mapped + arena.Pages.Pac.Stats.UncountedGuards, "bytes mapped");
        Require(arena.Base.Mapped, arena.Base.Blocks.Aggregate(0UL, (sum, block) => sum + block.Bytes), "bytes of metadata mapped");
        if (arena.Base.Allocated > arena.Base.Resident || arena.Base.Resident > arena.Base.Mapped)
        {
            throw Broken($"metadata is {arena.Base.Allocated} bytes allocated, {arena.Base.Resident} resident, {arena.Base.Mapped} mapped");
        }

        for (int inner = 0; inner < 2; inner++)
        {
            bool isInternal = inner == 1;
            int threads = heap.Threads.Count(thread => (isInternal ? thread.InternalArena : thread.Arena) == arena);
            Require((ulong)arena.ThreadCount(isInternal), (ulong)threads, isInternal ? "threads for the allocator's own objects" : "threads");
        }
    }

    // A sample of the heap profiler keeps its small size class in an extent of the smallest large one.
    private int ClassOf(in Edata edata) => edata.IsSlab ? edata.Szind : Math.Max(edata.Szind, heap.Sizes.SmallCount);

    // As the library counts: a slab of a bump region is not added when it is made, but taken off when it is purged, so that unused ones weigh less than nothing.
    private ulong MappedOf(int id)
    {
        ref Edata edata = ref heap.Table[id];
        if (edata.IsHpa || places[id] == ExtentPlace.BumpRegion)
        {
            return 0;
        }

        ulong size = edata.State == ExtentState.Retained ? 0 : edata.Size;
        return heap.IsFromRegion(edata) ? size - edata.Size : size + heap.GuardBytesOf(edata);
    }

    private ulong AllocatedIn(in Edata edata)
        => edata.IsSlab ? heap.Sizes.IndexToSize(edata.Szind) * (ulong)(heap.Sizes.Bins[edata.Szind].RegionCount - edata.Nfree)
            : heap.Sizes.LargeUsable(ClassOf(edata), edata.Size);

    private void Require(ulong said, ulong found, string what)
    {
        if (said != found)
        {
            throw Broken($"{what}: {said} by the books, {found} found");
        }
    }

    private InvariantException Broken(string what) => new($"arena {arena.Index}: {what}");
}
