using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Atrace;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads.Stacks;

/// <summary>How call stacks stand in .atrace files.</summary>
[TestFixture]
internal sealed class CallStackFrameTests
{
    private const string TwoMallocs = "0 0 malloc 0 8\n1 0 malloc 1 9\n";

    [Test]
    public void ManyStacksOfAProgram_TakeAFewBytesEach()
    {
        string[][] stacks = [.. Enumerable.Range(0, 10_000).Select(Stack)];
        byte[] trace = CallStacks.Atrace(TwoMallocs, stacks, 1, 10_000);
        using AtraceReader reader = Open(trace);
        Assert.That(CallStacks.Of(reader), Is.EqualTo(new[] { "Malloc 8: " + string.Join(" < ", Stack(0)), "Malloc 9: " + string.Join(" < ", Stack(9_999)) }));
        Assert.That(reader.CallStacks, Is.EqualTo(stacks));
        Assert.That(trace, Has.Length.LessThan(10 * stacks.Length), "of about 400 bytes of names");
    }

    [Test]
    public void AStackOfMoreFramesThanAFileHolds_KeepsItsInnermost()
    {
        string[] frames = [.. Enumerable.Range(0, 2000).Select(i => $"f{i}")];
        using AtraceReader reader = Open(CallStacks.Atrace(TwoMallocs, [frames, []], 1, 2));
        _ = CallStacks.Of(reader);
        Assert.That(reader.CallStacks[0], Is.EqualTo(frames[..1024]));
        Assert.That(reader.CallStacks[1], Is.Empty);
    }

    [Test]
    public void AVersion1File_WithStacks_IsRead()
    {
        byte[] trace = Convert.FromBase64String(
            "QVRSQUNFDQqnQkxLSAAAAAoAAADGtpvadmVyc2lvbiAxCqdCTEtTAAAAWAAAAAt5EqwCARljYWxsb2MgKHJ0bGQtbWFsbG9jLmg6NDQpAwtzdGVwIChsb29wKQpydW4gKGxvb3ApI3N0YXJ0X3Rocm"
            + "VhZCAocHRocmVhZF9jcmVhdGUuYzo0NDIpp0JMS08AAABeAAAAeSZ2YwAAAAAAAAAA6gMMAAAAAAAAAAAAAAAAAAMAAAADAAAAAAMDgaGwAAMDAOKJAAQE4AGKCgABAQEABAQQEJsBAAICEhIAAAAA"
            + "AAAAAAAAAAAAAwMAAAAAAAAAAwMBAQKnQkxLSQAAAAwAAACrC/p0A9XeRwMBsAID6ocwngEAAAAAAABBVFJDRU5ECg==");
        using AtraceReader reader = Open(trace);
        string calloc = "Calloc 16: calloc (rtld-malloc.h:44)";
        Assert.That(CallStacks.Of(reader), Is.EqualTo(new[] { calloc, calloc, "Malloc 155: step (loop) < run (loop) < start_thread (pthread_create.c:442)" }));
    }

    [TestCase((byte)'F', "Malloc 8: ? < ?", "Malloc 9: c < ?")]
    [TestCase((byte)'C', "Malloc 8: ", "Malloc 9: c < main")]
    public void WhenAFrameIsDamaged_OtherStacksKeepTheirNames(byte type, string first, string second)
    {
        byte[] trace = TwoBlocks();
        int at = trace.AsSpan().IndexOf(new byte[] { 0xA7, 0x42, 0x4C, 0x4B, type, 0, 0, 0 });
        Assert.That(at, Is.Positive);
        trace[at + 18] ^= 1;
        using AtraceReader reader = new(new MemoryStream(trace), "t", TraceReadOptions.Repairing);
        string[] all = CallStacks.Of(reader);
        Assert.That((all[0], all[^1]), Is.EqualTo((first, second)));
        Assert.That(reader.Repairs.Total, Is.EqualTo(1));
        Assert.That(() => CallStacks.Of(Open(trace)), Throws.TypeOf<TraceFormatException>());
    }

    private static string[] Stack(int i) => [$"allocate_{i % 37} (memory.cc:{i % 37})", $"operation_{i} (work_of_the_program.cc:{i})", "loop (work_of_the_program.cc:12)", "main (main.cc:8)"];

    /// <summary>A block of mallocs from "a &lt; main", and one malloc from "c &lt; main" in a block of its own.</summary>
    private static byte[] TwoBlocks()
    {
        using MemoryStream output = new();
        using AtraceWriter writer = new(output, new TraceOrigin());
        List<IReadOnlyList<string>> stacks = [["a", "main"]];
        OperationBatch batch = new(1) { Count = 1 };
        for (int i = 0; i <= 65536; i++)
        {
            bool last = i == 65536;
            if (last)
            {
                stacks.Add(["c", "main"]);
            }

            batch.FirstIndex = batch.Objects[0] = i;
            batch.OldObjects[0] = -1;
            batch.Operations[0] = new Operation { Kind = OperationKind.Malloc, Size = last ? 9u : 8u, Object = i, OldObject = Operation.None };
            batch.NeedStacks()[0] = last ? 2 : 1;
            writer.Write(batch, [], callStacks: stacks);
        }

        writer.Finish();
        return output.ToArray();
    }

    private static AtraceReader Open(byte[] trace) => new(new MemoryStream(trace), "t");
}
