using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Checks;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Heap;

namespace AllocSim.Tests.Jemalloc.Checks;

/// <summary>Breaks a heap's books.</summary>
internal static class TamperingActions
{
    private const ulong Page = 4096;

    /// <summary>Breaks the books in one way; gives words that the message has to have.</summary>
    public static string Apply(this Tampering tampering, JemallocHeap heap)
    {
        AuditedHeap books = heap.OpenForAudit();
        EdataTable table = books.Table;
        var map = new PageMapAudit(books);
        map.Run();
        int slab = map.Extents.First(id => table[id] is { State: ExtentState.Active, IsSlab: true, Size: > Page });
        int retained = map.Extents.First(id => table[id].State == ExtentState.Retained && table[id].Size > 4 * Page);
        switch (tampering)
        {
            case Tampering.Bitmap:
                table.Bitmap(ref table[slab], books.Sizes.Bins[table[slab].Szind].RegionCount)[0] ^= 1;
                return "regions free in its bitmap";
            case Tampering.FreeCount:
                table[slab].IncrementNfree();
                return "regions free in its bitmap";
            case Tampering.StrayMapEntry:
                books.Rtree.Write(table[retained].Address + Page, Rtree.Pack(retained, 0, slab: false, head: false, ExtentState.Retained));
                return "no boundary of it";
            case Tampering.MissingMapEntry:
                books.Rtree.Write(table.LastOf(table[retained]), 0);
                return "the page map has";
            case Tampering.Length:
                table[slab].Size += Page;
                return "";
            case Tampering.State:
                table[retained].State = ExtentState.Active;
                return "the page map says Retained";
            case Tampering.CachedTwice:
                (Tcache cache, int szind) = CacheOfTwo(books);
                cache.Slots[cache.Bins[szind].Head] = cache.Slots[cache.Bins[szind].Head + 1];
                return "is cached twice";
            case Tampering.UnmappedPage:
                books.Machine.Pages.Unmap(table.BaseOf(table[slab]), Page);
                return "not mapped";
            case Tampering.MappedPage:
                books.Machine.Pages.Map(books.Machine.Addresses.Bottom, Page, hasAccess: true);
                return "bytes mapped; extents are";
            default:
                books.Machine.Touch(table.LastOf(table[retained]), 1);
                return "bytes resident";
        }
    }

    private static (Tcache Cache, int Szind) CacheOfTwo(AuditedHeap books)
    {
        foreach (Tcache cache in books.Caches)
        {
            int szind = Enumerable.Range(0, 256).FirstOrDefault(szind => cache.Bins[szind].Count > 1, -1);
            if (szind >= 0)
            {
                return (cache, szind);
            }
        }

        throw new InvalidOperationException("no cache holds two objects of a class");
    }
}
