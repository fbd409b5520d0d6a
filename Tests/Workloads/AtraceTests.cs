using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Tests.House;
using AllocSim.Tests.Workloads.Stacks;
using AllocSim.Workloads;
using AllocSim.Workloads.Atrace;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Sinks;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

public sealed class AtraceTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("atrace").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void TextComesBackByteForByte([Values("", "gz")] string packing)
    {
        const string text = "# head\n0 0 malloc 0 24\n\n5 1 calloc 1 3 300\n5 1 mallocx 7 10 0x40\n9 0 realloc 8 0 70000\n9 0 ctl u64 arena.0.dirty_decay_ms -1\n"
            + "1000000 0 ctl void thread.tcache.flush\n1000000 0 free 8\n1000001 0 nallocx 5 0\n1000001 0 dallocx 7 0\n1000001 0 stats\n1000001 1 exit\n# tail\n";
        Assert.That(RoundTrip(text, packing), Is.EqualTo(text));
    }

    [Test]
    public void ALongTraceComesBackByteForByte()
    {
        string text = RandomTrace(5, 200_000);
        Assert.That(RoundTrip(text), Is.EqualTo(text));
    }

    [Test]
    public void DecodedOperationsAreThoseOfTheText()
    {
        string text = RandomTrace(9, 70_000);
        byte[] packed = Pack(text);
        using var expected = TextTraceReaderTests.Reader(text);
        using var actual = new AtraceReader(new MemoryStream(packed), "t");
        Assert.That(Normalise(actual), Is.EqualTo(Normalise(expected)));
    }

    [Test]
    public void AFlippedBitIsNoticed()
    {
        byte[] packed = Pack(RandomTrace(3, 70_000));
        ulong state = 11;
        for (int i = 0; i < 60; i++)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            byte[] damaged = [.. packed];
            damaged[(int)((state >> 20) % (ulong)(packed.Length - AtraceFormatEnd))] ^= (byte)(1 << (int)(state >> 61));
            Assert.That(() => ReadStrict(damaged), Throws.TypeOf<TraceFormatException>().With.Message.StartsWith("t"));
        }
    }

    [Test]
    public void AFileWithoutItsEnd_IsRefusedWhenStrictAndUsedToTheLastWholeBlockWhenLenient()
    {
        string text = RandomTrace(4, 200_000);
        byte[] packed = Pack(text);
        byte[] cut = packed[..(packed.Length * 7 / 10)];
        Assert.That(() => ReadStrict(cut), Throws.TypeOf<TraceFormatException>().With.Message.Match(@"^t: is cut off at byte \d+, after 131072 operations; "));
        using var reader = new AtraceReader(new MemoryStream(cut), "t", TraceReadOptions.Repairing);
        using var whole = TextTraceReaderTests.Reader(text);
        Assert.That(Normalise(reader), Is.EqualTo(Normalise(whole).Take(131072)));
        Assert.That(reader.Repairs.ToString(), Is.EqualTo("1 repair: 1 Truncated"));
    }

    [Test]
    public void ADamagedBlockInTheMiddle_IsPassedOverWhenLenient_AndTheRestIsWellFormed()
    {
        byte[] packed = Pack(RandomTrace(6, 260_000));
        packed[packed.Length / 2] ^= 1;
        using var reader = new AtraceReader(new MemoryStream(packed), "t", TraceReadOptions.Repairing);
        var live = new HashSet<int>();
        long count = 0;
        var batch = new OperationBatch();
        while (reader.TryRead(batch))
        {
            Assert.That(batch.FirstIndex, Is.EqualTo(count));
            count += batch.Count;
            foreach (Operation op in batch.Operations.AsSpan(0, batch.Count))
            {
                CheckLife(live, op);
            }
        }

        Assert.That(count, Is.InRange(100_000, 260_000));
        Assert.That(reader.Repairs[TraceFault.DamagedBlock], Is.EqualTo(1));
    }

    [Test]
    public void ABlockCanBeReadWithoutThoseBeforeIt()
    {
        string text = RandomTrace(8, 200_000);
        byte[] packed = Pack(text);
        var stream = new MemoryStream(packed);
        using var reader = new AtraceReader(stream, "t", TraceReadOptions.Repairing);
        AtraceIndex? index = reader.ReadIndex(stream);
        Assert.That(index, Is.Not.Null);
        Assert.That(index!.OperationCount, Is.EqualTo(200_000));
        reader.SeekTo(index.BlockOfIndex(70_000));
        var batch = new OperationBatch();
        Assert.That(reader.TryRead(batch), Is.True);
        Assert.That(batch.FirstIndex, Is.EqualTo(65536));
        Assert.That(batch.Operations[0].TimeNs, Is.GreaterThan(0));
    }

    [Test]
    public void Header_Marks_AndStacks_ComeBack()
    {
        var header = new TraceOrigin { Program = "/bin/x", Command = "x -a", Clock = "monotonic", PageSize = 4096, Cpus = 2, Process = 7, StartUnixNs = 123456789, Source = "recorder" };
        using var output = new MemoryStream();
        var mark = new TraceMark(1, 5, 0, TraceMarkKind.ResidentSample, 8192, "");
        using (var writer = new AtraceWriter(output, header))
        using (var source = TextTraceReaderTests.Reader("0 0 malloc 0 8\n5 0 free 0\n"))
        {
            var batch = new OperationBatch();
            source.TryRead(batch);
            batch.NeedStacks()[0] = 1;
            writer.AddMark(mark);
            writer.Write(batch, source.Names, callStacks: [["main", "start"]]);
            writer.Finish();
        }

        using var reader = new AtraceReader(new MemoryStream(output.ToArray()), "t") { Marks = [] };
        var read = new OperationBatch();
        Assert.That(reader.TryRead(read), Is.True);
        Assert.That(read.Count, Is.EqualTo(2));
        Assert.That(reader.Origin, Is.EqualTo(header));
        Assert.That(reader.Marks, Is.EqualTo(new[] { mark }));
        Assert.That(reader.CallStacks.Single(), Is.EqualTo(new[] { "main", "start" }));
        Assert.That(read.Stacks![..2], Is.EqualTo(new[] { 1, 0 }));
    }

    [Test]
    [Category("Slow")]
    public void EveryRecordedTraceComesBackByteForByte()
    {
        string recordings = Path.Combine(Repository.Root, "..", "shared", "traces");
        string[] files = Directory.Exists(recordings) ? Directory.GetFiles(recordings, "*.txt.gz") : [];
        Assume.That(files, Is.Not.Empty);
        foreach (string file in files)
        {
            string packed = Path.Combine(_folder, "t.atrace"), back = Path.Combine(_folder, "t.txt");
            using (var reader = TraceFile.Open(file, new TraceReadOptions { KeepText = true }))
            {
                TraceOutput.Copy(reader, TraceOutput.Create(packed, reader.Origin));
            }

            long operations;
            using (var reader = TraceFile.Open(packed, new TraceReadOptions { KeepText = true }))
            {
                operations = TraceOutput.Copy(reader, TraceOutput.Create(back, reader.Origin));
            }

            using Stream text = TraceStream.Open(file);
            using var original = new MemoryStream();
            text.CopyTo(original);
            Assert.That(File.ReadAllBytes(back).AsSpan().SequenceEqual(original.ToArray()), file);
            double bytes = new FileInfo(packed).Length / (double)operations;
            TestContext.Out.WriteLine($"{Path.GetFileName(file)} {operations} operations, {bytes:F2} bytes each");
            bool isRandom = Path.GetFileName(file).StartsWith("fuzz", StringComparison.Ordinal);
            Assert.That(bytes, operations < 100 ? Is.Positive : Is.LessThan(isRandom ? 6 : 4), file);
        }
    }

    private const int AtraceFormatEnd = 16;

    internal static void CheckLife(HashSet<int> live, in Operation op)
    {
        switch (op.Kind)
        {
            case OperationKind.Malloc or OperationKind.Calloc or OperationKind.Memalign or OperationKind.AlignedAlloc or OperationKind.Mallocx:
                Assert.That(live.Add(op.Object), Is.True, "slot is free");
                break;
            case OperationKind.Realloc or OperationKind.Rallocx:
                Assert.That(op.OldObject < 0 || live.Remove(op.OldObject), Is.True, "old object is alive");
                Assert.That(live.Add(op.Object), Is.True, "slot is free");
                break;
            case OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx:
                Assert.That(live.Remove(op.Object), Is.True, "object is alive");
                break;
        }
    }

    /// <summary>A well-formed trace with all kinds of calls, threads and gaps.</summary>
    internal static string RandomTrace(ulong seed, int operations)
    {
        var text = new StringBuilder();
        var live = new List<long>();
        ulong state = seed;
        long time = 0, next = 0;
        uint Draw(uint below)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            return (uint)((state >> 33) % below);
        }

        for (int i = 0; i < operations; i++)
        {
            time += Draw(10) == 0 ? Draw(5_000_000) : Draw(300);
            uint thread = Draw(4) == 0 ? Draw(6) : 0;
            text.Append(time).Append(' ').Append(thread);
            if (live.Count > 0 && Draw(100) < (i % 40_000 < 20_000 ? 40 : 60))
            {
                int at = (int)Draw((uint)live.Count);
                if (Draw(6) == 0)
                {
                    text.Append(" realloc ").Append(next).Append(' ').Append(live[at]).Append(' ').Append(Draw(9000)).Append('\n');
                    live[at] = next++;
                    continue;
                }

                text.Append(Draw(9) == 0 ? " dallocx " + live[at] + " 0" : " free " + live[at]).Append('\n');
                live[at] = live[^1];
                live.RemoveAt(live.Count - 1);
                continue;
            }

            next += Draw(500) == 0 ? Draw(50) : 0;
            text.Append(Draw(12) switch
            {
                0 => $" calloc {next} {Draw(20)} {Draw(100)}\n",
                1 => $" memalign {next} {1 << (int)Draw(13)} {Draw(100_000)}\n",
                2 => $" realloc {next} - {Draw(3000)}\n",
                3 => $" mallocx {next} {Draw(500)} {Draw(64)}\n",
                _ => $" malloc {next} {Draw(Draw(8) == 0 ? 3_000_000u : 300)}\n",
            });
            live.Add(next++);
        }

        return text.ToString();
    }

    /// <summary>The operations with object numbers in place of slots, which each reader chooses as it likes.</summary>
    private static List<(Operation Operation, long Number, long Old)> Normalise(ITraceSource source)
    {
        var all = new List<(Operation, long, long)>();
        var batch = new OperationBatch();
        while (source.TryRead(batch))
        {
            for (int i = 0; i < batch.Count; i++)
            {
                Operation op = batch.Operations[i];
                int slot = op.Kind == OperationKind.Ctl ? op.Object : 0;
                all.Add((op with { Object = slot, OldObject = 0 }, batch.Objects[i], batch.OldObjects[i]));
            }
        }

        return all;
    }

    private static void ReadStrict(byte[] packed)
    {
        using var reader = new AtraceReader(new MemoryStream(packed), "t");
        TextTraceReaderTests.ReadAll(reader);
    }

    private byte[] Pack(string text)
    {
        string path = Path.Combine(_folder, "packed.atrace");
        using (var reader = new TextTraceReader(new MemoryStream(Encoding.UTF8.GetBytes(text)), "t") { Remarks = new TextRemarks() })
        {
            TraceOutput.Copy(reader, new AtraceSink(path, new TraceOrigin()));
        }

        return File.ReadAllBytes(path);
    }

    private string RoundTrip(string text, string packing = "")
    {
        byte[] packed = Pack(text);
        if (packing == "gz")
        {
            packed = TextTraceReaderTests.Gzip(Encoding.Latin1.GetString(packed));
        }

        string back = Path.Combine(_folder, "back.txt");
        using (IOriginTrace reader = TraceFile.Open(new MemoryStream(packed), "t", new TraceReadOptions { KeepText = true }))
        {
            TraceOutput.Copy(reader, TraceOutput.Create(back, reader.Origin));
        }

        return File.ReadAllText(back);
    }
}
