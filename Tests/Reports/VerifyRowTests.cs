using AllocSim.Cli.Policies;
using AllocSim.Reports.Contention;
using AllocSim.Reports.Validation;

namespace AllocSim.Tests.Reports;

[TestFixture]
internal sealed class VerifyRowTests
{
    [Test]
    public void Figures_AreSharesOfTheMutexesOfArenas()
    {
        ContendedFigures figures = ContendedFigures.Of(
            [
                new MutexRow { Mutex = "stats.mutexes.ctl", NumOps = 1000, NumSpinAcq = 1000 },
                new MutexRow { Mutex = "stats.arenas.0.bins.4.mutex", NumOps = 60, NumSpinAcq = 10, NumWait = 5, NumOwnerSwitch = 30 },
                new MutexRow { Mutex = "stats.arenas.1.mutexes.large", NumOps = 40, NumSpinAcq = 10 },
            ],
            PolicyRegistry.Standard.Default,
            calls: 500,
            ns: 1000);
        Assert.That(figures, Is.EqualTo(new ContendedFigures(100, 0.2, 0.05, 0.3, 5e8)));
    }

    [Test]
    public void OfSeveralRuns_TheMedianOfEachFigureCounts()
    {
        ContendedFigures[] runs = [new(100, 0.5, 0, 0.1, 7), new(300, 0.1, 0, 0.2, 9), new(200, 0.3, 0.5, 0.9, 8), new(200, 0.3, 0.5, 0.9, 8)];
        Assert.That(ContendedFigures.MedianOf(runs), Is.EqualTo(new ContendedFigures(200, 0.3, 0.25, 0.55, 8)));
    }

    [Test]
    public void Ratios_AreToTheFirstOptionSet()
    {
        IReadOnlyList<VerifyRow> rows = Rows(new(100, 0, 0, 0, 10), new(100, 0, 0, 0, 20), new(100, 0, 0, 0, 40), new(100, 0, 0, 0, 30));
        Assert.That((rows[0].RealRatio, rows[0].SimulatedRatio, rows[0].RateFactor), Is.EqualTo((1.0, 1.0, 2.0)));
        Assert.That((rows[1].RealRatio, rows[1].SimulatedRatio, rows[1].RatioFactor), Is.EqualTo((4.0, 1.5, 0.375)));
    }

    [Test]
    public void WhatIsWithinItsBounds_IsNoFailure()
        => Assert.That(Rows(new(100, 0.5, 0.1, 0.3, 10), new(100, 0.31, 0.29, 0.49, 20), new(100, 0, 0, 0, 40), new(100, 0, 0, 0, 56)).SelectMany(row => row.Failures()), Is.Empty);

    [Test]
    public void CountsThatDifferFromRunToRun_NeedOnlyBeAmongThose()
    {
        VerifyRow Row(double simulated) => VerifyRow.From("w", 2, countsLocks: true, [("a", [new(100, 0, 0, 0, 1), new(104, 0, 0, 0, 1), new(110, 0, 0, 0, 1)], new(simulated, 0, 0, 0, 1))])[0];
        Assert.That((Row(109).RealOps, Row(109).RealOpsMin, Row(109).RealOpsMax, Row(109).AreOpsEqual), Is.EqualTo((104.0, 100.0, 110.0, false)));
        Assert.That(Row(109).Failures(), Is.Empty);
        Assert.That(Row(111).Failures().Single(), Is.EqualTo("w, 2 threads, a: 111 lock operations simulated, 100 to 110 in real runs; expected to be among these"));
    }

    [Test]
    public void EachBoundThatIsBroken_IsALineThatSaysWhich()
    {
        string[] lines = [.. Rows(new(100, 0.5, 0.1, 0.3, 10), new(101, 0.8, 0.4, 0.0, 10), new(100, 0, 0, 0, 10), new(100, 0, 0, 0, 16)).SelectMany(row => row.Failures())];
        Assert.That(lines, Has.Length.EqualTo(5));
        Assert.That(lines[0], Is.EqualTo("w, 2 threads, a: 101 lock operations simulated, 100 in every real run; expected as many"));
        Assert.That(lines[1], Does.Contain("spun 80.0% simulated, 50.0% real"));
        Assert.That(lines[2], Does.Contain("blocked"));
        Assert.That(lines[3], Does.Contain("other owner"));
        Assert.That(lines[4], Does.StartWith("w, 2 threads, default options: throughput 1.60 times that of the first option set simulated, 1.00 real"));
    }

    [Test]
    public void TheTable_CountsWhatIsWithin()
    {
        IReadOnlyList<VerifyRow> rows = Rows(new(100, 0.5, 0.1, 0.3, 10), new(101, 0.8, 0.4, 0.0, 10), new(100, 0, 0, 0, 10), new(100, 0, 0, 0, 16));
        Assert.That(VerifyTable.Summary(rows), Is.EqualTo(new[]
        {
            "lock operations equal: 1 of 2; between those of the real runs: 1; within 1%: 2",
            "shares within 20 points: spun 1, blocked 1, other owner 1 of 2",
            "throughput ratios within a factor of 1.5: 0 of 1; throughputs themselves: 1 of 2",
        }));
        using StringWriter text = new();
        VerifyTable.WriteMarkdown(text, rows);
        Assert.That(text.ToString(), Does.Contain("| w, 2 threads | `a` | 100 / 101 | 100 and 100 | 50.0 / 80.0 | 10.00 / 40.00 | 30.0 / 0.0 |").And.Contain("(default)"));
    }

    [Test]
    public void OfALibraryThatDoesNotCountItsLocks_OnlyThroughputsAreCompared()
    {
        IReadOnlyList<VerifyRow> rows = VerifyRow.From("w", 2, countsLocks: false, [("a", [new(0, 0, 0, 0, 10)], new(70, 0.5, 0.4, 0.9, 10)), ("", [new(0, 0, 0, 0, 10)], new(70, 0.5, 0.4, 0.9, 16))]);
        Assert.That(rows.SelectMany(row => row.Failures()).Single(), Does.StartWith("w, 2 threads, default options: throughput 1.60 times"));
        Assert.That(VerifyTable.Summary(rows), Is.EqualTo(new[]
        {
            "lock operations: the library does not count them; throughputs are compared",
            "throughput ratios within a factor of 1.5: 0 of 1; throughputs themselves: 1 of 2",
        }));
        using StringWriter text = new();
        VerifyTable.WriteMarkdown(text, rows);
        Assert.That(text.ToString(), Does.Contain("| w, 2 threads | `a` | - / 70 | - | - / 50.0 | - / 40.00 | - / 90.0 |"));
    }

    private static IReadOnlyList<VerifyRow> Rows(ContendedFigures realOne, ContendedFigures simulatedOne, ContendedFigures realTwo, ContendedFigures simulatedTwo)
        => VerifyRow.From("w", 2, countsLocks: true, [("a", [realOne], simulatedOne), ("", [realTwo], simulatedTwo)]);
}
