using AllocSim.Reports.Tables;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Cli;

/// <summary><c>allocsim forecast</c>.</summary>
[TestFixture]
internal sealed class ForecastVerbTests
{
    private static readonly string Server = """
        name: server
        program: synthetic
        operations: 20000
        threads: 2
        pause: 1us
        parameters:
          sizes: {empirical: [[64, 1], [700, 1]]}
          lifetimes: {exponential: {mean: 2ms}}
        """;

    [Test]
    public void MoreThreads_TakeMoreMemory_AndTheFitIsToldFirst()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("server.yaml", Server);
        CommandRun run = CommandRun.Of("forecast", trace, "--timing", "contended", "--cpus", "4", "--out", directory["f"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        string[] lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.That(lines[0], Does.StartWith("server: 2 threads, mean resident ").And.Contain("waiting for locks"));
        Assert.That(lines[1], Does.StartWith("The workload fitted to it: mean resident "));
        using FileStream file = File.OpenRead(directory["f", "forecast.csv"]);
        IReadOnlyList<string[]> rows = CsvTable.ReadRows(file);
        int peak = Array.IndexOf(rows[0], "peak_requested_bytes");
        double[] peaks = [.. rows.Skip(1).Select(row => double.Parse(row[peak]))];
        Assert.That(rows.Skip(1).Select(row => row[0]), Is.EqualTo(new[] { "as recorded", "as fitted", "one more thread", "twice the threads", "twice the load on each thread", "twice as long" }));
        Assert.That(peaks[1], Is.EqualTo(peaks[0]).Within(0.25 * peaks[0]), "the fit");
        Assert.That(peaks[2], Is.GreaterThan(1.2 * peaks[1]));
        Assert.That(peaks[3], Is.EqualTo(2 * peaks[1]).Within(0.3 * peaks[1]));
    }

    [Test]
    public void TheSameTrace_GivesTheSameWords()
    {
        string trace = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");
        string once = CommandRun.Of("forecast", trace).Output;
        string again = CommandRun.Of("forecast", trace).Output;
        Assert.That(again, Is.EqualTo(once).And.Not.Empty);
    }
}
