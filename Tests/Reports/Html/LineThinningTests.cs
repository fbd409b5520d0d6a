using AllocSim.Tests.Cli;
using static AllocSim.Tests.Reports.Html.StoredRuns;

namespace AllocSim.Tests.Reports.Html;

[TestFixture]
internal sealed class LineThinningTests
{
    [Test]
    public void ALongRun_MakesASmallPage_ThatStillShowsTheHighestSample()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", string.Concat(Enumerable.Range(0, 10_000).Select(i => i == 7_777 ? "77770 0 malloc 7777 5000000\n77770 0 free 7777\n" : $"{i * 10} 0 malloc {i} 64\n{i * 10} 0 free {i}\n")));
        Done("replay", trace, "--sample-every", "1ops", "--out", directory["run"], "--no-charts");
        Done("report", directory["run"], "--no-charts");
        string page = File.ReadAllText(directory["run", "report.html"]);
        Assert.That(new FileInfo(directory["run", "timeline.csv"]).Length, Is.GreaterThan(2_000_000));
        Assert.That(page, Has.Length.LessThan(1_000_000));
        Assert.That(page, Does.Contain("5000000"));
        Assert.That(page, Does.Contain("\"total\":20001"));
    }
}
