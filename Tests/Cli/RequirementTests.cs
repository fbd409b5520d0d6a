using System.Xml.Linq;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Cli;

/// <summary>Budgets of replay and compare.</summary>
[TestFixture]
internal sealed class RequirementTests
{
    private static readonly string Tiny = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");

    [Test]
    public void ARequirementThatIsNotMet_EndsWithTwo_AndOneLineWithTheMargin()
    {
        CommandRun run = CommandRun.Of("replay", Tiny, "--require", "peak_true_resident_bytes<=8MiB", "--require", "page_faults <= 10000", "--require", "peak_resident_bytes>=1KiB");
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Match(@"^allocsim: requirement not met: peak_true_resident_bytes<=8MiB: 9\.02 MiB, 1\.0. MiB \(12\.\d%\) above the limit\n$"));
    }

    [Test]
    public void RequirementsThatAreMet_ChangeNothing()
    {
        CommandRun plain = CommandRun.Of("replay", Tiny);
        CommandRun run = CommandRun.Of("replay", Tiny, "--require", "mean_external_fragmentation_ratio<50%", "--require", "system_ns<1s", "--require", "peak_dirty_pages>=0");
        Assert.That((run.ExitCode, run.Error, run.Output), Is.EqualTo((0, "", plain.Output)));
    }

    [Test]
    public void EveryMistake_IsToldBeforeTheWork()
    {
        CommandRun run = CommandRun.Of("replay", Tiny, "--require", "page_fault<=1", "--require", "page_faults<=1ms", "--require", "duration_ns<=5", "--require", "page_faults", "--require", "page_faults<=+5%", "--require", "mmap_calls<3", "--require", "mmap_calls>=3");
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Is.Empty);
        string[] lines = run.Error.TrimEnd('\n').Split('\n');
        Assert.That(lines, Has.Length.EqualTo(6));
        foreach (string part in (string[])["did you mean page_faults?", "'1ms' is not a value of page_faults; expected a number", "expected a duration", "expected MEASURE<=VALUE", "a change needs a run", "contradicts"])
        {
            Assert.That(lines, Has.One.Contains(part));
        }
    }

    [TestCase("mean_said_resident_bytes<=1GiB", "glibc does not say")]
    [TestCase("peak_dirty_pages<=1", "glibc has no peak_dirty_pages")]
    [TestCase("p99_latency_ns<=1ms", "add --timing contended")]
    public void WhatARunDoesNotMeasure_IsAnError(string requirement, string expected)
        => Assert.That(CommandRun.Of("replay", Tiny, "--policy", "glibc", "--require", requirement), Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains(expected));

    [Test]
    public void AFile_HasRequirementsOfEveryTrace_AndOfOne_AndMistakesHaveTheirLines()
    {
        using TemporaryDirectory directory = new();
        string file = directory.Write("r.yaml", "require: [page_faults <= 10000]\ntraces:\n  tiny:\n    - mmap_calls <= 1\n  other: [mmap_calls <= 0]\n");
        CommandRun run = CommandRun.Of("replay", Tiny, "--requirements", file);
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(1));
        Assert.That(run.Error, Does.Contain("mmap_calls<=1: "));
        string wrong = directory.Write("w.yaml", "require:\n  - page_faults <= 5MiB\nrequires: []\n");
        Assert.That(CommandRun.Of("replay", Tiny, "--requirements", wrong).Error, Does.Contain("w.yaml:2: page_faults <= 5MiB").And.Contain("w.yaml:3: there is no field requires").And.Contain("did you mean require?"));
    }

    [Test]
    public void ATraceWhoseNameIsWrittenWrongly_IsTold_AndAnotherTraceIsNot()
    {
        using TemporaryDirectory directory = new();
        string Said(string traces) => CommandRun.Of("replay", Tiny, "--requirements", directory.Write("r.yaml", $"require: [page_faults <= 10000]\ntraces: {traces}\n")).Error;
        Assert.That(Said("{tinny: [page_faults <= 1]}"), Is.EqualTo("allocsim: the requirements of tinny were held against nothing: no trace of this run is called that; did you mean tiny?\n"));
        Assert.That(Said("{tiny.txt.gz: [page_faults <= 1]}"), Does.Contain("did you mean tiny?"));
        Assert.That(Said("{sqlite: [page_faults <= 1]}"), Is.Empty);
        Assert.That(Said("{tinny: [page_faults <= 1], tiny: [page_faults <= 9999]}"), Is.Empty);
    }

    [TestCase("mean_page_fragmentation_ratio<5%%")]
    [TestCase("mean_page_fragmentation_ratio<%")]
    public void OnePercentSign_IsEnough(string requirement)
        => Assert.That(CommandRun.Of("replay", Tiny, "--require", requirement), Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains("expected a fraction such as 0.25"));

    [Test]
    public void EachRunOfAComparison_IsHeldAgainstTheFirst_AndTheReportCountsThem()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("compare", Tiny, "--conf", "", "--conf", "tcache:false", "--require", "mean_resident_bytes<=-1%", "--junit", directory["j.xml"]);
        Assert.That(run.ExitCode, Is.EqualTo(2));
        XElement suites = XElement.Load(directory["j.xml"]);
        Assert.That(suites.Elements("testsuite").Select(suite => (suite.Attribute("name")!.Value, suite.Attribute("failures")!.Value)), Is.EqualTo(new[] { ("tiny, jemalloc-5.3", "1"), ("tiny, jemalloc-5.3 tcache:false", "0") }));
        Assert.That(suites.Descendants("failure").Single().Attribute("message")!.Value, Does.Contain("above the limit of"));
    }
}
