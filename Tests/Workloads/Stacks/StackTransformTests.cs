using AllocSim.Tests.Cli;
using AllocSim.Workloads;
using AllocSim.Workloads.Atrace;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Transforms;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads.Stacks;

/// <summary>What is made of a trace with call stacks has them too, where its form can hold them.</summary>
[TestFixture]
internal sealed class StackTransformTests
{
    private static readonly string[][] Names = [["a", "main"], ["b", "main"]];

    private static byte[] Trace => CallStacks.Atrace("0 0 malloc 0 8\n1 0 malloc 1 9\n2 0 realloc 2 1 30\n5 0 free 0\n6 0 malloc 3 40\n", Names, 1, 2, 1, 0, 2);

    [Test]
    public void ASlice_KeepsThem_AlsoOfObjectsFromBeforeIt()
    {
        using var slice = new SlicedTrace(Open(Trace), new TraceRange { FromTimeNs = 5 });
        Assert.That(CallStacks.Of(slice), Is.EqualTo(new[] { "Malloc 8: a < main", "Malloc 30: a < main", "Free 0: ", "Malloc 40: b < main" }));
    }

    [Test]
    public void AScaledTrace_HasThemInEveryCopy()
    {
        using var scaled = new ScaledTrace(Open(Trace), 2, 1);
        Assert.That(CallStacks.Of(scaled)[..4], Is.EqualTo(new[] { "Malloc 8: a < main", "Malloc 8: a < main", "Malloc 9: b < main", "Malloc 9: b < main" }));
    }

    [Test]
    public void AMergedTrace_HasThoseOfAllItsTraces()
    {
        byte[] other = CallStacks.Atrace("0 0 malloc 0 5\n9 0 malloc 1 6\n", [["c"], ["a", "main"]], 2, 1);
        using var merged = new MergedTrace([Open(Trace), Open(other), TextTraceReaderTests.Reader("9 0 malloc 0 7\n")]);
        Assert.That(CallStacks.Of(merged), Is.EqualTo(new[]
        {
            "Malloc 8: a < main", "Malloc 5: a < main", "Malloc 9: b < main", "Realloc 30: a < main", "Free 0: ", "Malloc 40: b < main", "Malloc 6: c", "Malloc 7: ",
        }));
    }

    [Test]
    public void Convert_KeepsThem_AndAnonymiseDropsThem()
    {
        using TemporaryDirectory directory = new();
        string input = Path.Combine(directory.Path, "t.atrace"), copy = Path.Combine(directory.Path, "c.atrace"), anonymous = Path.Combine(directory.Path, "a.atrace");
        File.WriteAllBytes(input, Trace);
        Assert.That(CommandRun.Of("trace", "convert", input, copy).ExitCode, Is.Zero);
        Assert.That(CommandRun.Of("trace", "anonymise", input, anonymous).ExitCode, Is.Zero);
        using IOriginTrace original = Open(Trace), kept = TraceFile.Open(copy), dropped = TraceFile.Open(anonymous);
        Assert.That(CallStacks.Of(kept), Is.EqualTo(CallStacks.Of(original)));
        Assert.That(CallStacks.Of(dropped), Has.Length.EqualTo(5).And.All.EndsWith(": "));
        Assert.That(dropped.CallStacks, Is.Empty);
        Assert.That(File.ReadAllBytes(anonymous).AsSpan().IndexOf("main"u8), Is.Negative);
    }

    [Test]
    public void ANumberWithoutAStack_IsNone()
    {
        using AtraceReader reader = Open(CallStacks.Atrace("0 0 malloc 0 8\n1 0 malloc 1 9\n", [["a"]], 7, 1));
        Assert.That(CallStacks.Of(reader), Is.EqualTo(new[] { "Malloc 8: ", "Malloc 9: a" }));
    }

    [Test]
    public void ATableOfCallStacks_IsBounded()
    {
        CallStackTable table = new();
        string[] frames = [.. Enumerable.Repeat("f", 1 << 20)];
        int[] numbers = [.. Enumerable.Range(0, 18).Select(_ => table.Add(frames))];
        Assert.That(numbers, Is.EqualTo(new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 0, 0 }));
        Assert.That(table.Add(["g"]), Is.Zero);
        Assert.That(table, Has.Count.EqualTo(15));
    }

    private static AtraceReader Open(byte[] trace) => new(new MemoryStream(trace), "t");
}
