using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Tests.Cli;
using AllocSim.Tests.Workloads.Stacks;

namespace AllocSim.Tests.Reports;

/// <summary>pins.csv says which call stacks the pinning objects come from.</summary>
[TestFixture]
internal sealed class PinStackTests
{
    private static readonly string[][] Names = [["site_a (x.c:1)", "main"], ["site_b (x.c:2)", "std::map<int, \"x\">::get"]];

    [TestCase("serial")]
    [TestCase("contended")]
    public void Pins_AreToldApartByCallStack(string timing)
    {
        using TemporaryDirectory directory = new();
        IReadOnlyList<PinRow> pins = Replay(directory, Trace(withStacks: true), "--timing", timing, "--cpus", "2");
        // Objects 5 and 69 remain alone in their slabs; 69 and 70 share one. Odd ones come from site_b.
        Assert.That(
            pins.Where(row => row.Moment == "end" && row.SizeBytes == 64).Select(row => (row.CallStack, row.Objects, row.PinnedBytes)),
            Is.EqualTo(new[] { ("site_b (x.c:2) < std::map<int, \"x\">::get", 2L, 4096.0 - 64 + ((4096.0 - 128) / 2)), ("site_a (x.c:1) < main", 1L, (4096.0 - 128) / 2) }));
    }

    [Test]
    public void WithoutCallStacks_ARowIsASizeClassAndThread()
    {
        using TemporaryDirectory directory = new();
        PinRow pin = Replay(directory, Trace(withStacks: false)).Single(row => row.Moment == "end" && row.SizeBytes == 64);
        Assert.That((pin.CallStack, pin.Objects), Is.EqualTo(("", 3L)));
    }

    [Test]
    public void AFolderOfAnEarlierVersion_WithoutTheColumn_CanBeReported()
    {
        using TemporaryDirectory directory = new();
        Replay(directory, Trace(withStacks: false));
        string[] lines = File.ReadAllLines(directory["run", "pins.csv"]);
        Assert.That(lines[0], Does.EndWith(",call_stack"));
        File.WriteAllText(directory["run", "pins.csv"], string.Join('\n', lines.Select(line => line[..line.LastIndexOf(',')])) + "\n");
        Assert.That(RunTables.Read(directory["run"]).Pins.Single(row => row.Moment == "end" && row.SizeBytes == 64).CallStack, Is.Empty);
        CommandRun report = CommandRun.Of("report", directory["run"]);
        Assert.That(report.ExitCode, Is.Zero, report.Error);
    }

    private static IReadOnlyList<PinRow> Replay(TemporaryDirectory directory, byte[] trace, params string[] options)
    {
        File.WriteAllBytes(directory["t.atrace"], trace);
        CommandRun run = CommandRun.Of(["replay", directory["t.atrace"], "--conf", "narenas:1,tcache:false", "--out", directory["run"], "--no-charts", .. options]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return RunTables.Read(directory["run"]).Pins;
    }

    /// <summary>Two slabs of 64 objects of 64 bytes, of which all but three go.</summary>
    private static byte[] Trace(bool withStacks)
    {
        IEnumerable<string> lines = Enumerable.Range(0, 128).Select(i => $"{i * 10} 0 malloc {i} 64")
            .Concat(Enumerable.Range(0, 128).Where(i => i is not (5 or 69 or 70)).Select(i => $"{2000 + i} 0 free {i}"));
        int[] numbers = withStacks ? [.. Enumerable.Range(0, 128).Select(i => i % 2 == 0 ? 1 : 2)] : [];
        return CallStacks.Atrace(string.Join('\n', lines) + "\n", withStacks ? Names : [], numbers);
    }
}
