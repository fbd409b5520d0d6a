using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Allocator.Jemalloc.Extents.Records;

namespace AllocSim.Tests.Jemalloc.Extents;

[TestFixture]
internal sealed class EsetTests
{
    private const int NoLimit = 64;

    private readonly HeapParts _parts = new();

    [Test]
    public void Fit_TakesTheOldestOfAllClassesThatFit_NotTheSmallest()
    {
        (Eset set, int[] ids) = Make((10, 4, 3), (100, 8, 1), (200, 16, 2));
        Assert.That(Fit(set, 4), Is.EqualTo(ids[1]));
    }

    [Test]
    public void Fit_OfEquallyOldExtents_TakesTheLowest()
    {
        (Eset set, int[] ids) = Make((100, 4, 1), (10, 5, 1));
        Assert.That(Fit(set, 4), Is.EqualTo(ids[1]));
    }

    [TestCase(2, 1, true)]
    [TestCase(3, 1, false)]
    [TestCase(4, 2, true)]
    [TestCase(5, 2, false)]
    [TestCase(64, 6, true)]
    [TestCase(80, 6, false)]
    public void Fit_TakesNothingWhoseClassIsMoreThanTheLimitTimesTheSize(int pages, int lgMaxFit, bool isTaken)
    {
        (Eset set, int[] ids) = Make((10, pages, 1));
        Assert.That(set.Fit(HeapParts.Page, HeapParts.Page, exactOnly: false, lgMaxFit), Is.EqualTo(isTaken ? ids[0] : EdataTable.Null));
    }

    [Test]
    public void Fit_ForAnAlignment_TakesASmallerExtentThatHappensToBeAligned()
    {
        (Eset set, int[] ids) = Make((32, 4, 1));
        Assert.That(set.Fit(4 * HeapParts.Page, 16 * HeapParts.Page, exactOnly: false, NoLimit), Is.EqualTo(ids[0]));
        (Eset unaligned, _) = Make((33, 4, 1));
        Assert.That(unaligned.Fit(4 * HeapParts.Page, 16 * HeapParts.Page, exactOnly: false, NoLimit), Is.EqualTo(EdataTable.Null));
    }

    [Test]
    public void Fit_LooksOnlyAtTheClass_WhenItHasToBeExact()
    {
        (Eset set, int[] ids) = Make((10, 8, 1), (100, 4, 2));
        Assert.That(set.Fit(4 * HeapParts.Page, HeapParts.Page, exactOnly: true, NoLimit), Is.EqualTo(ids[1]));
        Assert.That(set.Fit(5 * HeapParts.Page, HeapParts.Page, exactOnly: true, NoLimit), Is.EqualTo(EdataTable.Null));
    }

    [Test]
    public void TheLeastRecentlyUsed_ComesFirst_AlsoAfterRemovals()
    {
        (Eset set, int[] ids) = Make((10, 4, 9), (100, 1, 1), (200, 2, 5));
        set.Remove(ids[0]);
        Assert.That(set.LeastRecentlyUsed.First, Is.EqualTo(ids[1]));
        set.Insert(ids[0]);
        set.Remove(ids[1]);
        set.Remove(ids[2]);
        Assert.That(set.LeastRecentlyUsed.First, Is.EqualTo(ids[0]));
    }

    [Test]
    public void PagesAndCounts_FollowRandomInsertsAndRemovals()
    {
        var draws = new SeededDraws(7);
        var set = new Eset(_parts.Table, _parts.Sizes);
        List<int> members = [];
        for (int step = 0; step < 3_000; step++)
        {
            if (members.Count == 0 || draws.Chance(550_000))
            {
                int id = _parts.Extent((ulong)step * 4096, draws.Spread(0, 12), draws.Below(50UL));
                set.Insert(id);
                members.Add(id);
            }
            else
            {
                int index = draws.Below(members.Count);
                set.Remove(members[index]);
                members.RemoveAt(index);
            }

            ulong wanted = draws.Spread(0, 12) * HeapParts.Page;
            int expected = members.Where(id => _parts.Table[id].Size >= _parts.Sizes.PageSizeCeiling(wanted))
                .OrderBy(id => _parts.Table[id].Serial).ThenBy(id => _parts.Table[id].Address).FirstOrDefault();
            Assert.That(set.Fit(wanted, HeapParts.Page, exactOnly: false, NoLimit), Is.EqualTo(expected));
        }

        Assert.That(set.Pages, Is.EqualTo(members.Aggregate(0UL, (sum, id) => sum + (_parts.Table[id].Size / HeapParts.Page))));
    }

    private static int Fit(Eset set, ulong pages) => set.Fit(pages * HeapParts.Page, HeapParts.Page, exactOnly: false, NoLimit);

    private (Eset Set, int[] Ids) Make(params (int Page, int Pages, int Serial)[] extents)
    {
        var set = new Eset(_parts.Table, _parts.Sizes);
        int[] ids = [.. extents.Select(e => _parts.Extent((ulong)e.Page, (ulong)e.Pages, (ulong)e.Serial))];
        Array.ForEach(ids, set.Insert);
        return (set, ids);
    }
}
