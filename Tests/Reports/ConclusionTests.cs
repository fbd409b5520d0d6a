using AllocSim.Reports.Console;
using AllocSim.Reports.Sweeps;
using AllocSim.Reports.Tables;
using AllocSim.Tests.Cli;
using static AllocSim.Tests.Reports.Html.StoredRuns;

namespace AllocSim.Tests.Reports;

/// <summary>What is said of runs that stand beside each other, and what is not.</summary>
[TestFixture]
internal sealed class ConclusionTests
{
    private const string OneTrace = "0 0 malloc 1 100\n5 0 realloc 2 1 5000\n9 0 free 2\n";

    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [Test]
    public void RunsOfDifferentTraces_AreNotHeldAgainstEachOther()
    {
        Replay(Tiny, "a");
        Replay(_directory.Write("other.txt", OneTrace), "b");
        string said = Done("report", _directory["a"], _directory["b"], "--out", _directory["both"], "--no-charts").Output;
        Assert.That(said, Does.EndWith("Nothing is concluded of run 1 (tiny) and run 2 (other): runs of different traces are not held against each other.\n"));
        Assert.That(said, Does.Not.Contain("instead of"));
        string page = File.ReadAllText(_directory["both", "report.html"]);
        Assert.That(page, Does.Contain("Nothing is concluded of run 1 (tiny) and run 2 (other)").And.Not.Contain("instead of").And.Not.Contain("its change against").And.Not.Contain("id=\"differences\""));
    }

    [Test]
    public void TracesOfOneName_AreToldApartByTheirFolders()
    {
        Replay(Tiny, "a");
        Directory.CreateDirectory(_directory["in"]);
        Replay(_directory.Write(Path.Combine("in", "tiny.txt"), OneTrace), "b");
        string said = Done("report", _directory["a"], _directory["b"], "--out", _directory["both"], "--no-charts").Output;
        Assert.That(said, Does.Contain("tiny (a)").And.Contain("tiny (b)").And.Contain("Nothing is concluded of run 1 (tiny (a)) and run 2 (tiny (b))"));
    }

    [Test]
    public void RunsOfTwoTraces_AreHeldAgainstTheFirstOfTheirOwn()
    {
        Replay(Tiny, "a");
        Replay(_directory.Write("other.txt", OneTrace), "b");
        Replay(Tiny, "c", "--conf", "narenas:1");
        string said = Done("report", _directory["a"], _directory["b"], _directory["c"], "--out", _directory["all"], "--no-charts").Output;
        Assert.That(said, Does.Contain("\ntiny: narenas:1 instead of default options ").And.Contain("Nothing is concluded of run 2 (other)"));
    }

    [Test]
    public void WhatASerialRunDoesNotMeasure_IsNot0()
    {
        Replay(Tiny, "a");
        Replay(Tiny, "b", "--timing", "contended", "--cpus", "2");
        string said = Done("report", _directory["a"], _directory["b"], "--out", _directory["both"], "--no-charts").Output;
        string[] lines = said.Split('\n');
        foreach (string measure in (string[])["simulated time", "99% of calls in"])
        {
            Assert.That(lines.Single(line => line.StartsWith(measure, StringComparison.Ordinal))[measure.Length..].TrimStart(), Does.StartWith("- "), measure);
        }

        Assert.That(said, Does.Contain("run 1  (default), serial\nrun 2  (default), contended\n").And.Contain("default options (contended) instead of default options (serial)").And.Contain("- in a serial run nobody waits"));
        Assert.That(said, Does.Not.Contain("does not say what these figures are made of"));
    }

    [Test]
    public void RunsThatNothingTellsApart_AreCalledByTheirNumbers()
    {
        Replay(Tiny, "a");
        Replay(Tiny, "b");
        Assert.That(Done("report", _directory["a"], _directory["b"], "--out", _directory["both"], "--no-charts").Output, Does.Contain("\nrun 2 instead of run 1 changes resident memory by less than 0.5%"));
    }

    [Test]
    public void CallsThatTakeThePlaceOfOthers_AreTold_InTheSentence_TheTable_AndThePage()
    {
        string trace = _directory.Write("t.txt", string.Concat(Enumerable.Range(0, 40).Select(i => $"{(i * 2) + 1} 0 malloc {i} {4_000_000 + (i * 100_000)}\n{(i * 2) + 2} 0 free {i}\n")));
        string said = Done("compare", trace, "--conf", "dirty_decay_ms:0", "--conf", "dirty_decay_ms:0,retain:false", "--out", _directory["c"], "--no-charts").Output;
        using FileStream table = File.OpenRead(_directory["c", "comparison.csv"]);
        SummaryRow[] rows = [.. CsvTable.Read<SummaryRow>(table)];
        Assert.That(rows[1].MadviseCalls, Is.LessThan(rows[0].MadviseCalls));
        Assert.That(rows[1].MunmapCalls, Is.GreaterThan(rows[0].MunmapCalls + 30));
        Assert.That(said, Does.Contain($"times the munmap calls ({rows[1].MunmapCalls})"));
        Assert.That(said, Does.Match(@"(?m)^munmap calls +\d+ +\d+ "));
        Assert.That(said, Does.Not.Contain("sbrk calls"));
        Assert.That(File.ReadAllText(_directory["c", "report.html"]), Does.Contain("<th scope=\"row\">munmap calls</th>"));
    }

    [TestCase(10_000, 49, false)]
    [TestCase(10_000, 51, true)]
    [TestCase(10, 1, true)]
    [TestCase(10, 0, false)]
    public void ADifferenceInCalls_IsToldFromHalfAPercentOfCallsAndFaults(long faults, long more, bool isTold)
    {
        SummaryRow first = new() { Trace = "t", PageFaults = faults }, run = new() { Trace = "t", PageFaults = faults - more, MmapCalls = more };
        Assert.That(ComparedMeasure.For([first, run]).Any(measure => measure.Column == "mmap_calls"), Is.EqualTo(isTold));
        Assert.That(ComparedMeasure.For([first, run]).Any(measure => measure.Column == "madvise_calls"), "these are told always");
    }

    [TestCase(255.78, "255.8")]
    [TestCase(14.44, "14.44")]
    [TestCase(14.0, "14")]
    [TestCase(1234.56, "1,234.6")]
    [TestCase(1234567, "1,234,567")]
    public void AMeanOfCounts_IsRoundedAsOnThePage(double faults, string expected)
    {
        SweepMeasure measure = SweepMeasure.Costs.Single(cost => cost.Column == "page_faults");
        Assert.That(measure.Text(new SweepOutcome(1, [], [.. SweepMeasure.All.Select(_ => faults)])), Is.EqualTo(expected));
    }

    [Test]
    public void ThePinOfTheLargestPart_IsMostOfItAboveAHalfOnly()
    {
        string trace = _directory.Write("t.txt", string.Concat(Enumerable.Range(0, 12).SelectMany(size => Enumerable.Range(0, 60).Select(i => $"{(size * 60) + i} 0 malloc {(size * 60) + i} {64 + (size * 16)}\n")))
            + string.Concat(Enumerable.Range(0, 12 * 60).Where(i => i % 60 != 7).Select(i => $"{1000 + i} 0 free {i}\n")));
        string pinned = Done("replay", trace, "--conf", "tcache:false", "--out", _directory["r"], "--no-charts").Output.Split('\n').Single(line => line.StartsWith("pinned", StringComparison.Ordinal));
        Assert.That(pinned, Does.Contain("; the largest part, "));
    }

    [Test]
    public void OneOfAKind_IsNotAPlural()
    {
        string trace = _directory.Write("one.txt", "0 0 malloc 1 100\n");
        string said = Done("replay", trace, "--out", _directory["r"], "--no-charts").Output;
        Assert.That(said, Does.Contain("one: 1 operation over ").And.Contain(" in 1 object\n"));
        Assert.That(File.ReadAllText(_directory["r", "report.html"]), Does.Contain("1 operation over "));
        Assert.That(Done("trace", "check", trace).Output, Does.Contain("one.txt: 1 operation, "));
    }

    private void Replay(string trace, string run, params string[] options) => Done(["replay", trace, "--out", _directory[run], "--no-charts", .. options]);
}
