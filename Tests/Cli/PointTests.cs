using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Cli;

/// <summary>A point of a sweep works out for many operations at once what a run that is watched adds up one by one; its row is the same.</summary>
[TestFixture]
internal sealed class PointTests
{
    private static IEnumerable<string> Policies => PolicyRegistry.Standard.Names;

    [Test]
    public void ARow_IsTheSame_WhetherAllSamplesAreKept_OrOnlyThoseThatItNeeds([ValueSource(nameof(Policies))] string policy)
    {
        using TemporaryDirectory directory = new();
        Assert.That(CommandRun.Of("trace", "generate", "production-mix", directory["t.txt"], "--operations", "20000", "--seed", "5").ExitCode, Is.Zero);
        foreach (TouchMode touch in Enum.GetValues<TouchMode>())
        {
            RunRequest request = new() { TracePath = directory["t.txt"], Policy = PolicyRegistry.Standard.Find(policy)!, Touch = touch };
            request = request.Decode();
            Assert.That(Row(request, isRowOnly: true), Is.EqualTo(Row(request, isRowOnly: false)));
        }
    }

    [Test]
    public void ARowWithReallocsAndNullPointers_IsTheSame([ValueSource(nameof(Policies))] string policy, [Range(1, 4)] int seed)
    {
        using TemporaryDirectory directory = new();
        File.WriteAllLines(directory["t.txt"], Calls(seed, 3000));
        RunRequest request = new RunRequest { TracePath = directory["t.txt"], Policy = PolicyRegistry.Standard.Find(policy)! }.Decode();
        Assert.That(PointReplay.TryRun(request, RowOnly), Is.Not.Null, "the trace's demand is known");
        Assert.That(Row(request, isRowOnly: true), Is.EqualTo(Row(request, isRowOnly: false)));
    }

    [TestCase("", 4_000_000UL)]
    [TestCase("background_thread:true,dirty_decay_ms:1", 0UL)]
    public void WhatTheDemandDoesNotForesee_IsWatched(string conf, ulong mappedLimit)
    {
        using TemporaryDirectory directory = new();
        File.WriteAllLines(directory["t.txt"], Calls(1, 3000));
        RunRequest request = new() { TracePath = directory["t.txt"], Policy = PolicyRegistry.Standard.Default, Conf = conf };
        request = request.Decode() with { Machine = request.Machine with { MappedLimitBytes = mappedLimit } };
        Assert.That(PointReplay.TryRun(request, RowOnly), Is.Null);
        Assert.That(Row(request, isRowOnly: true), Is.EqualTo(Row(request, isRowOnly: false)));
    }

    private static ReplayOutputs RowOnly => new() { Depth = RecordingDepth.Averages, IsRowOnly = true };

    private static IEnumerable<string> Calls(int seed, int count)
    {
        Random random = new(seed);
        List<int> live = [];
        long timeNs = 0;
        for (int i = 0; i < count; i++)
        {
            timeNs += random.Next(4) == 0 ? random.Next(2_000_000) : random.Next(3) * 40;
            int size = random.Next(8) switch { 0 => 0, 1 => random.Next(200_000), _ => random.Next(700) };
            int thread = random.Next(3);
            switch (live.Count == 0 ? 0 : random.Next(7))
            {
                case 0 or 1:
                    live.Add(i);
                    yield return $"{timeNs} {thread} malloc {i} {size}";
                    break;
                case 2:
                    int at = random.Next(live.Count);
                    yield return $"{timeNs} {thread} realloc {i} {live[at]} {size}";
                    live[at] = i;
                    break;
                case 3:
                    live.Add(i);
                    yield return $"{timeNs} {thread} realloc {i} - {size}";
                    break;
                default:
                    at = random.Next(live.Count);
                    yield return $"{timeNs} {thread} free {live[at]}";
                    live.RemoveAt(at);
                    break;
            }
        }
    }

    private static string[] Row(RunRequest request, bool isRowOnly)
    {
        SummaryRow row = RecordedReplay.Run(request, new ReplayOutputs { Depth = RecordingDepth.Averages, IsRowOnly = isRowOnly }).Summary;
        return [.. AllocSim.Cli.Sweeps.SummaryColumns.Values(row, [request.Policy!])];
    }
}
