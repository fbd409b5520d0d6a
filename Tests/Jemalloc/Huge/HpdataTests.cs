using AllocSim.Allocator.Jemalloc.Huge;

namespace AllocSim.Tests.Jemalloc.Huge;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HpdataTests
{
    private const ulong Base = 0x7eff00000000;
    private const ulong Page = 4096;

    private readonly Hpdata _slab = new(1, Base, 512, 12);

    [Test]
    public void AnExtent_IsCutFromTheFirstRunThatIsLongEnough()
    {
        ulong[] cut = [.. Enumerable.Range(0, 4).Select(_ => _slab.Reserve(4 * Page))];
        _slab.Unreserve(cut[0], 4 * Page);
        _slab.Unreserve(cut[2], 4 * Page);
        Assert.That((_slab.Reserve(5 * Page), _slab.Reserve(3 * Page), _slab.Reserve(4 * Page)), Is.EqualTo((Base + (16 * Page), Base, Base + (8 * Page))));
    }

    [Test]
    public void TheLongestFreeRun_IsKnownAfterEveryCutAndReturn()
    {
        ulong first = _slab.Reserve(100 * Page);
        ulong second = _slab.Reserve(300 * Page);
        Assert.That(_slab.LongestFreeRun, Is.EqualTo(112));
        _slab.Unreserve(first, 100 * Page);
        Assert.That(_slab.LongestFreeRun, Is.EqualTo(112));
        _slab.Unreserve(second, 300 * Page);
        Assert.That(_slab.LongestFreeRun, Is.EqualTo(512));
    }

    // Two dirty runs with pages without memory between them, and no page in use, take one call.
    [Test]
    public void APurge_GoesFromTheFirstDirtyPageToTheLastBeforeAPageInUse()
    {
        ulong[] cut = [.. Enumerable.Range(0, 4).Select(_ => _slab.Reserve(Page))];
        _slab.Unreserve(cut[1], Page);
        Assert.That(Purge(), Is.EqualTo(new[] { (1, 1) }));
        _slab.Unreserve(cut[0], Page);
        _slab.Unreserve(cut[2], Page);
        Assert.That(Purge(), Is.EqualTo(new[] { (0, 3) }));
        Assert.That((_slab.ActivePages, _slab.TouchedPages, _slab.DirtyPages, _slab.RetainedPages), Is.EqualTo((1, 1, 0, 511)));
    }

    [Test]
    public void AllPagesOfAHugeOne_CountAsUsed()
    {
        _slab.Reserve(10 * Page);
        _slab.Hugify();
        Assert.That((_slab.IsHuge, _slab.DirtyPages, _slab.RetainedPages), Is.EqualTo((true, 502, 0)));
    }

    private List<(int First, int Length)> Purge()
    {
        List<(int First, int Length)> runs = [];
        var dirty = new PageSet(512);
        dirty.BecomeDifference(_slab.Touched, _slab.Active);
        for (int from = 0; _slab.TryNextPurge(dirty, ref from, out int first, out int length);)
        {
            runs.Add((first, length));
        }

        _slab.EndPurge(dirty);
        return runs;
    }
}
