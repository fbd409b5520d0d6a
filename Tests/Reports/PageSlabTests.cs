using AllocSim.Cli.Policies;
using AllocSim.Reports.Charts.OfRuns;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Stored;
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
        OwnRow[] rows = OwnRow.Of(_run, "page_slabs");
        OwnRow[] all = [.. rows.Where(row => row["arena"] == -1)];
        Assert.That(all.Select(row => row["operation"]), Is.EqualTo(_run.Timeline.Select(row => row.Operation)));
        Assert.That(
            rows.Where(row => row["arena"] >= 0).GroupBy(row => row["operation"]).Select(group => (group.Key, group.Sum(row => row["active_pages"]), group.Sum(row => row["dirty_pages"]))),
            Is.EqualTo(all.Select(row => (row["operation"], row["active_pages"], row["dirty_pages"]))));
        Assert.That(all[^1]["page_slabs"], Is.Positive);
        Assert.That(all.Where(row => row["pages"] != 512 * row["page_slabs"] || row["active_pages"] + row["dirty_pages"] > row["pages"]), Is.Empty);
    }

    [Test]
    public void TheExtentsAtTheEnd_FillThePageSlabs()
    {
        OwnRow end = OwnRow.Of(_run, "page_slabs").Where(row => row["arena"] == -1).ToArray()[^1];
        OwnRow[] extents = OwnRow.Of(_run, "extents");
        long inside = extents.Where(extent => extent.Text("use") is "slab" or "large").Sum(extent => extent["size_bytes"]);
        Assert.That(inside, Is.AtLeast((end["active_pages"] * 4096) - end["cached_bytes"]));
        for (int i = 1; i < extents.Length; i++)
        {
            Assert.That(Address(extents[i]), Is.GreaterThanOrEqualTo(Address(extents[i - 1]) + (ulong)extents[i - 1]["size_bytes"]), extents[i].Text("address"));
        }
    }

    [Test]
    public void AChart_IsDrawnOfThem()
    {
        List<string> errors = [];
        StoredRun? run = StoredRunReader.TryRead(_directory["run"], errors, PolicyRegistry.Standard.Find);
        Assert.That(errors, Is.Empty);
        Assert.That(RunCharts.All(run!.Result).Select(chart => chart.Name), Has.Member("page_slabs"));
    }

    private static ulong Address(OwnRow row) => Convert.ToUInt64(row.Text("address"), 16);
}
