using System.Text.RegularExpressions;
using AllocSim.Reports.Console;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Text;

namespace AllocSim.Tests.Reports;

/// <summary>What a terminal of any width shows.</summary>
[TestFixture]
internal sealed class TextTableTests
{
    [Test]
    public void AComparison_FitsTheTerminal_WithEveryNumberWhole([Values(2, 3, 5, 8)] int runs, [Values(40, 60, 80, 120, 200)] int width)
    {
        SummaryRow[] rows = [.. Enumerable.Range(0, runs).Select(Row)];
        StringWriter text = new() { NewLine = "\n" };
        ConsoleTables.WriteComparison(text, rows, width);
        string[] lines = text.ToString().Split('\n');
        Assert.That(lines.Select(line => line.Length), Is.All.LessThanOrEqualTo(width));
        Assert.That(lines, Is.All.Not.EndsWith(" "));
        string[] numbers = [.. lines.SelectMany(line => Regex.Matches(line, @"(?<= )[0-9][0-9,.]*( [KMG]iB|%)?(?= |$)").Select(match => match.Value))];
        foreach (SummaryRow row in rows)
        {
            Assert.That(numbers, Does.Contain(Quantity.Bytes(row.PeakResidentBytes)).And.Contain(Quantity.Count(row.PageFaults)).And.Contain(Quantity.Percent(row.PeakOverheadRatio)));
        }
    }

    [Test]
    public void AComparison_OfSeveralTraces_FitsTheTerminal([Values(40, 80, 120)] int width)
    {
        SummaryRow[] rows = [.. Enumerable.Range(0, 6).Select(i => Row(i % 3) with { Trace = i < 3 ? "first" : "second" })];
        StringWriter text = new() { NewLine = "\n" };
        ConsoleTables.WriteComparison(text, rows, width);
        Assert.That(text.ToString().Split('\n').Select(line => line.Length), Is.All.LessThanOrEqualTo(width));
        Assert.That(text.ToString(), Does.Contain("options 3  ").And.Not.Contain("options 4"));
    }

    [Test]
    public void AComparison_WithoutATerminal_IsAlwaysAsWide()
    {
        StringWriter text = new() { NewLine = "\n" };
        ConsoleTables.WriteComparison(text, [Row(0), Row(1), Row(2)]);
        Assert.That(text.ToString().Split('\n').Max(line => line.Length), Is.InRange(60, 120));
    }

    [TestCase(1.0, 1.0, "=")]
    [TestCase(100.0, 69.0, "-31.0%")]
    [TestCase(100.0, 150.0, "+50.0%")]
    [TestCase(100.0, 240.0, "x2.4")]
    [TestCase(0.0, 3.0, "from 0")]
    [TestCase(0.0, 0.0, "=")]
    public void AChange_IsAShareOfTheFirstRun(double before, double after, string expected)
        => Assert.That(ComparedMeasure.All.Single(m => m.Column == "mean_resident_bytes").Change(new SummaryRow { MeanResidentBytes = before }, new SummaryRow { MeanResidentBytes = after }), Is.EqualTo(expected));

    [Test]
    public void AChange_OfAShare_IsInPercentagePoints()
        => Assert.That(ComparedMeasure.All.Single(m => m.Column == "peak_overhead_ratio").Change(new SummaryRow { PeakOverheadRatio = 0.10 }, new SummaryRow { PeakOverheadRatio = 0.35 }), Is.EqualTo("+25.0 pp"));

    [Test]
    public void ALongLine_BreaksBetweenOptionsAndWords_NeverInANumber()
    {
        StringWriter text = new() { NewLine = "\n" };
        TextLines.Write(text, "raises peak resident memory by 12.5% for 1,234,567 page faults and 20.63 MiB, narenas:1,tcache:false", 24, 2);
        string[] lines = text.ToString().TrimEnd('\n').Split('\n');
        Assert.That(lines.Select(line => line.Length), Is.All.LessThanOrEqualTo(24));
        Assert.That(lines.Skip(1), Is.All.StartsWith("  "));
        foreach (string whole in (string[])["12.5%", "1,234,567 page", "20.63 MiB", "narenas:1,", "tcache:false"])
        {
            Assert.That(lines, Has.Some.Contains(whole));
        }
    }

    private static SummaryRow Row(int i) => new()
    {
        Trace = "a-trace",
        Policy = "jemalloc-5.3",
        Conf = i == 0 ? "" : $"dirty_decay_ms:{i}000,muzzy_decay_ms:{i}000,narenas:{i},tcache:false",
        Operations = 123_456_789,
        DurationNs = 1_234_567_890,
        PeakRequestedBytes = 1_000_000_000,
        PeakResidentBytes = 1_073_000_000UL - ((ulong)i * 12_345_678),
        MeanResidentBytes = 900_000_000 >> i,
        PageFaults = 123_456_789 + i,
        MadviseCalls = i * 1_000_000,
        PeakOverheadRatio = 12.345 + (i / 10.0),
    };
}
