using AllocSim.Reports.Charts;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Reports;

/// <summary>What a run with the huge page allocator says of it.</summary>
[TestFixture]
internal sealed class PageSlabTests
{
    private readonly TemporaryDirectory _directory = new();
    private RunTables _run = new() { Summary = new SummaryRow(), Timeline = [] };

    [OneTimeSetUp]
    public void Replay()
    {
        CommandRun run = CommandRun.Of("replay", Path.Combine(Repository.Root, "traces", "redis-slice.txt.gz"), "--conf", "hpa:true,hpa_hugify_delay_ms:5,narenas:2", "--cpus", "4", "--out", _directory["run"], "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        _run = RunTables.Read(_directory["run"]);
    }

    [OneTimeTearDown]
    public void Remove() => _directory.Dispose();

    [Test]
    public void TheSum_IsThatOfTheArenas_AtEachSample()
    {
        PageSlabRow[] all = [.. _run.PageSlabs.Where(row => row.Arena == -1)];
        Assert.That(all.Select(row => row.Operation), Is.EqualTo(_run.Timeline.Select(row => row.Operation)));
        Assert.That(
            _run.PageSlabs.Where(row => row.Arena >= 0).GroupBy(row => row.Operation).Select(rows => (rows.Key, rows.Sum(row => (long)row.ActivePages), rows.Sum(row => (long)row.DirtyPages))),
            Is.EqualTo(all.Select(row => (row.Operation, (long)row.ActivePages, (long)row.DirtyPages))));
        Assert.That(all[^1].PageSlabs, Is.Positive);
        Assert.That(all.Where(row => row.Pages != 512 * row.PageSlabs || row.ActivePages + row.DirtyPages > row.Pages), Is.Empty);
    }

    [Test]
    public void TheExtentsAtTheEnd_FillThePageSlabs()
    {
        PageSlabRow end = _run.PageSlabs.Where(row => row.Arena == -1).ToArray()[^1];
        var inside = _run.Extents.Where(extent => extent.Use is "slab" or "large").Aggregate(0UL, (sum, extent) => sum + extent.SizeBytes);
        Assert.That(inside, Is.AtLeast((end.ActivePages * 4096) - end.CachedBytes));
        ExtentRow[] rows = [.. _run.Extents];
        for (int i = 1; i < rows.Length; i++)
        {
            Assert.That(Address(rows[i]), Is.GreaterThanOrEqualTo(Address(rows[i - 1]) + rows[i - 1].SizeBytes), rows[i].Address);
        }
    }

    [Test]
    public void AChart_IsDrawnOfThem()
        => Assert.That(RunCharts.All(_run).Select(chart => chart.Name), Has.Member("page_slabs"));

    private static ulong Address(ExtentRow row) => Convert.ToUInt64(row.Address, 16);
}
