using AllocSim.Allocator.Jemalloc.Locks;

namespace AllocSim.Tests.Jemalloc.Locks;

/// <summary>The ranks of mutexes against those of each release. (witness.h)</summary>
[TestFixture]
internal sealed class MutexRankTests
{
    private static readonly int[] Profiler = [MutexRank.ProfDump, MutexRank.ProfBacktraces, MutexRank.ProfTdatas, MutexRank.ProfTdata];
    private static readonly int[] First = [MutexRank.Ctl, MutexRank.Tcaches, MutexRank.Arenas, MutexRank.BackgroundThreadGlobal, .. Profiler];
    private static readonly int[] Last = [MutexRank.Base, MutexRank.ArenaLarge, MutexRank.Leaf];
    private static readonly int[] Extents = [MutexRank.Decay, MutexRank.TcacheList, MutexRank.ExtentGrow, MutexRank.Extents, MutexRank.EdataCache];

    // 5.3.0 and 5.3.1 have the same list; 5.3.1 calls the lock of the small extent cache by another name.
    private static readonly int[] Of53 =
    [
        .. First, MutexRank.ProfLog, MutexRank.ProfGctx, MutexRank.ProfRecentDump, MutexRank.BackgroundThread, MutexRank.Decay, MutexRank.TcacheList, MutexRank.SecShard,
        MutexRank.ExtentGrow, MutexRank.Extents, MutexRank.HpaCentralGrow, MutexRank.HpaCentral, MutexRank.EdataCache, .. Last,
    ];

    private static IEnumerable<TestCaseData> Orders =>
    [
        new TestCaseData("5.1.0", (int[])[.. First, MutexRank.ProfGctx, MutexRank.BackgroundThread, .. Extents, .. Last]).SetArgDisplayNames("5.1.0"),
        new TestCaseData("5.2.1", (int[])[.. First, MutexRank.ProfLog, MutexRank.ProfGctx, MutexRank.BackgroundThread, .. Extents, .. Last]).SetArgDisplayNames("5.2.1"),
        new TestCaseData("5.3.0 and 5.3.1", Of53).SetArgDisplayNames("5.3"),
    ];

    [TestCaseSource(nameof(Orders))]
    public void TheRanks_AscendInTheOrderOfTheRelease(string release, int[] order)
        => Assert.That(order, Is.Ordered.Ascending.And.Unique, release);

    [Test]
    public void LeafMutexes_IncludeTheBins_InEveryRelease()
        => Assert.That(MutexRank.Bin, Is.EqualTo(MutexRank.Leaf));
}
