using AllocSim.Tests.Cli;
using AllocSim.Workloads.Atrace;
using AllocSim.Workloads.Statistics;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads.Stacks;

/// <summary>What trace info says of call stacks.</summary>
[TestFixture]
internal sealed class StackStatisticsTests
{
    private static readonly string[][] Names = [["a", "main"], ["b", "main"], ["a", "main"], ["never", "called"]];

    // The peak is at 4 ns: 100 + 500 + 60; what comes after it must not count, what went before it neither.
    private static byte[] Trace => CallStacks.Atrace(
        "0 0 malloc 0 100\n1 0 malloc 1 300\n2 0 realloc 2 1 500\n3 0 malloc 3 20\n3 0 free 3\n4 0 malloc 4 60\n5 0 free 2\n6 0 malloc 5 400\n7 0 free 0\n", Names, 1, 1, 2, 2, 0, 3, 0, 1, 0);

    [Test]
    public void LiveBytesAtThePeak_AreSharedOutAmongCallStacks()
    {
        using AtraceReader reader = new(new MemoryStream(Trace), "t");
        TraceStatistics statistics = TraceStatistics.Of(reader);
        Assert.That(statistics.LiveBytesPeak, Is.EqualTo(660));
        Assert.That(StackRow.All(statistics, reader.CallStacks), Is.EqualTo(new[] { new StackRow("b < main", 2, 500), new StackRow("a < main", 4, 160) }));
        string text = StatisticsText.Write(reader, statistics);
        Assert.That(text, Does.Match(@"call stacks +2, of 6 calls\n"));
        Assert.That(text, Does.Match(@"live at the peak, allocated by\n +500 B +75\.8 ?% +2 calls  b < main\n +160 B +24\.2 ?% +4 calls  a < main\n$"));
    }

    [Test]
    public void TheirTable_IsWrittenOnlyWhereThereAreSome()
    {
        using TemporaryDirectory directory = new();
        File.WriteAllBytes(directory["t.atrace"], Trace);
        directory.Write("t.txt", "0 0 malloc 0 8\n");
        Assert.That(CommandRun.Of("trace", "info", directory["t.atrace"], "--out", directory["with"]).ExitCode, Is.Zero);
        Assert.That(CommandRun.Of("trace", "info", directory["t.txt"], "--out", directory["without"]).ExitCode, Is.Zero);
        Assert.That(File.ReadAllText(directory["with", "stacks.csv"]), Is.EqualTo("live_peak_bytes,calls,call_stack\n500,2,b < main\n160,4,a < main\n"));
        Assert.That(File.Exists(directory["without", "stacks.csv"]), Is.False);
    }
}
