using System.Globalization;
using System.Text.RegularExpressions;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Cli.Diagnosis;

/// <summary>The advice of <c>allocsim diagnose</c>, tried on a workload that is fitted to the statistics.</summary>
[TestFixture]
internal sealed partial class AdviceTrialTests
{
    private const int LinesMax = 15;

    private const string Steady = """
        name: steady
        program: synthetic
        seed: 7
        operations: 150000
        threads: 8
        pause: {exponential: {mean: 80us}}
        parameters:
          start_live: 1
          classes:
          - [48, 40000, 6000]
          - [200, 20000, 1800]
          - [1000, 8000, 800]
          - [6000, 3000, 150]

        """;

    [Test]
    public void OfASteadyLoad_ItDoesNearlyWhatTheSameOptionsDoToTheProgramItself()
    {
        using TemporaryDirectory folder = new();
        string workload = folder.Write("steady.yaml", Steady);
        string statistics = folder["steady.json"];
        double before = MeanResident(folder, workload, "narenas:32", "--stats", statistics);
        double after = MeanResident(folder, workload, "narenas:4");
        CommandRun run = CommandRun.Of("diagnose", statistics);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output.TrimEnd('\n').Split('\n'), Has.Length.LessThanOrEqualTo(LinesMax));
        Match told = Changes().Match(run.Output);
        Assert.That(told.Success, run.Output);
        Assert.That(100 * ((after / before) - 1), Is.LessThan(-7), "what fewer arenas save here");
        Assert.That(double.Parse(told.Groups[1].Value, CultureInfo.InvariantCulture), Is.EqualTo(100 * ((after / before) - 1)).Within(1.5));
        Match error = Error().Match(run.Output);
        Assert.That(error.Success, run.Output);
        Assert.That(double.Parse(error.Groups[1].Value, CultureInfo.InvariantCulture), Is.Zero.Within(5), "what the fitted workload has allocated");
        Assert.That(run.Output, Does.Contain("the whole program").And.Contain("jemalloc-5.3 narenas:32"));
    }

    [Test]
    public void WhatAProgramLeftWhenItWasOver_IsNotTakenForASteadyLoad()
    {
        using TemporaryDirectory folder = new();
        string statistics = folder["s.json"];
        Assert.That(CommandRun.Of("replay", Path.Combine(Repository.Root, "traces", "sqlite.txt.gz"), "--stats", statistics).ExitCode, Is.Zero);
        Assert.That(CommandRun.Of("diagnose", statistics).Output, Does.Match("dirty pages: .* Not simulated: a steady load of these sizes and rates shows .* of it, so it comes from how the load changes: record that"));
    }

    [Test]
    public void ADumpWithoutSizeClasses_IsToldSo()
        => Assert.That(Diagnose("""
            ___ Begin jemalloc statistics ___
            Version: "5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c"
              opt.dirty_decay_ms: 50 (arenas.dirty_decay_ms: 50)
            Allocated: 610687176, active: 618848256, metadata: 8000000 (n_thp 0), resident: 1059119104, mapped: 1125564416, retained: 556875776
            Merged arenas stats:
            decaying:  time       npages       sweeps     madvises       purged
               dirty:   N/A       104766           38          121        94299

            """), Does.Contain("dirty_decay_ms below 50; 0 gives back at once").And.Contain("Nothing was simulated: the size classes are missing").And.EndWith("record the program (allocsim record) and try it with compare or tune.\n"));

    [Test]
    public void AReleaseThatNobodyReplays_IsNamed()
        => Assert.That(Diagnose("""
            ___ Begin jemalloc statistics ___
            Version: 3.6.0-0-g46c0af68bd248b04df75e4f92d5fb804c3d75340
              opt.lg_dirty_mult: 3
            CPUs: 4
            Max arenas: 16
            Allocated: 1000000, active: 1200000, mapped: 12582912
            Merged arenas stats:
            dirty pages: 293:120 active:dirty, 12 sweeps, 34 madvises, 567 purged
            bins:     bin  size regs pgs    allocated      nmalloc      ndalloc    nrequests       nfills     nflushes      newruns       reruns      curruns
                       10   160   51   2       160000         1500          500         1500            0            0           60            0           60

            """), Does.Contain("Nothing was simulated: no policy is jemalloc 3.6.0."));

    [Test]
    public void AnOptionThatTheReleaseLacks_IsNotSimulated()
    {
        using TemporaryDirectory folder = new();
        string workload = folder.Write("large.yaml", """
            name: large
            program: synthetic
            operations: 20000
            pause: {exponential: {mean: 60us}}
            parameters:
              start_live: 1
              classes:
              - [20480, 400, 900]

            """);
        Assert.That(CommandRun.Of("replay", workload, "--policy", "jemalloc-5.2", "--stats", folder["s.json"]).ExitCode, Is.Zero);
        Assert.That(CommandRun.Of("diagnose", folder["s.json"]).Output, Does.Contain("a page for each large block: ").And.Contain("Not simulated: jemalloc-5.2 does not take cache_oblivious:false."));
    }

    private static double MeanResident(TemporaryDirectory folder, string workload, string conf, params string[] more)
    {
        CommandRun run = CommandRun.Of(["replay", workload, "--conf", conf, "--out", folder["run"], "--no-charts", "--no-page", .. more]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        string[][] rows = [.. File.ReadAllLines(Path.Combine(folder["run"], "summary.csv")).Select(line => line.Split(','))];
        return double.Parse(rows[1][Array.IndexOf(rows[0], "mean_resident_bytes")], CultureInfo.InvariantCulture);
    }

    private static string Diagnose(string text)
    {
        using TemporaryDirectory directory = new();
        return CommandRun.Of("diagnose", directory.Write("stats.txt", text)).Output;
    }

    [GeneratedRegex(@"arenas: .*Simulated: narenas:4 changes mean resident memory by ([+-][0-9.]+)%")]
    private static partial Regex Changes();

    [GeneratedRegex(@"Its error: allocated ([+-]?[0-9.]+)%; in proportion to that active [+-]?[0-9.]+%, resident [+-]?[0-9.]+%")]
    private static partial Regex Error();
}
