using AllocSim.Reports.Html.Sections;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Tests.Cli;
using static AllocSim.Tests.Reports.Html.StoredRuns;

namespace AllocSim.Tests.Reports.Html;

/// <summary>What the page says resident memory consists of.</summary>
[TestFixture]
internal sealed class PeakBarsTests
{
    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [TestCase("jemalloc-5.3", "size")]
    [TestCase("jemalloc-5.3", "first")]
    [TestCase("jemalloc-2.1", "size")]
    [TestCase("glibc", "size")]
    [TestCase("mimalloc", "size")]
    [TestCase("tcmalloc", "size")]
    [TestCase("phkmalloc", "size")]
    [TestCase("lkmalloc", "size")]
    [TestCase("vam", "size")]
    public void TheParts_AddUpToWhatIsResident_AtEverySample(string policy, string touch)
        => HoldsForEachSample(touch, "replay", Lua, "--policy", policy, "--touch", touch);

    [Test]
    public void OfThreadsThatComeAndGo_TheCachesAreNotTakenForTheProgramsPages()
    {
        Done("trace", "generate", "thread-churn", _directory["t.txt"], "--operations", "8000");
        HoldsForEachSample("size", "replay", _directory["t.txt"], "--timing", "contended", "--cpus", "4");
        TimelineSample peak = RunTables.Read(_directory["run"]).Timeline.MaxBy(sample => sample.RequestedBytes);
        Assert.That(peak.TrueResidentBytes, Is.LessThan(peak.ActiveBytes!.Value), "more is active than resident: what the allocator says does not part it");
        Assert.That(PeakBars.Split(peak, touchesFirst: false)[3], Is.EqualTo(peak.TrueResidentBytes - peak.LivePageBytes).And.GreaterThan(peak.TrueResidentBytes * 0.2));
    }

    [Test]
    public void WhatLiesInCaches_IsNotCalledRoundingUp()
    {
        string trace = _directory.Write("t.txt", string.Concat(Enumerable.Range(1, 40).Select(i => $"{i} 0 malloc {i} {100 * i}\n")));
        Done("replay", trace, "--out", _directory["run"], "--no-charts");
        TimelineSample peak = RunTables.Read(_directory["run"]).Timeline.MaxBy(sample => sample.RequestedBytes);
        string page = File.ReadAllText(_directory["run", "report.html"]);
        string slop = AllocSim.Simulator.Text.Quantity.Bytes((double)peak.SlopBytes), cached = AllocSim.Simulator.Text.Quantity.Bytes((double)peak.CachedBytes);
        Assert.That(peak.CachedBytes, Is.GreaterThan(peak.SlopBytes));
        Assert.That(page, Does.Contain($"went to rounding up ({slop}), caches ({cached}) and the allocator’s own (28.00 KiB)"));
        Assert.That(page, Does.Contain($"Rounding up takes {slop}, free objects in caches {cached}."));
    }

    private void HoldsForEachSample(string touch, params string[] command)
    {
        Done([.. command, "--out", _directory["run"], "--no-charts", "--no-page"]);
        IReadOnlyList<TimelineSample> samples = RunTables.Read(_directory["run"]).Timeline;
        Assert.That(samples, Has.Count.GreaterThan(10));
        foreach (TimelineSample sample in samples)
        {
            double[] parts = PeakBars.Split(sample, touch == "first");
            Assert.That(parts.Sum(), Is.EqualTo(sample.TrueResidentBytes), $"before operation {sample.Operation}");
            Assert.That(parts, Is.All.GreaterThanOrEqualTo(0), $"before operation {sample.Operation}");
            Assert.That(parts[3], Is.EqualTo(sample.TrueResidentBytes - sample.LivePageBytes), "what holds no live byte is what page fragmentation counts");
            Assert.That(parts[0], Is.EqualTo(touch == "first" ? 0 : sample.RequestedBytes), "every byte asked for was touched, or nobody knows");
        }
    }
}
