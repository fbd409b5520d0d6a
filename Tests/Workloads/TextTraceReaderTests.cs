using System.IO.Compression;
using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Text;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

public sealed class TextTraceReaderTests
{
    private const string EveryVerb = """
        0 0 malloc 0 24
        1 0 calloc 1 10 300
        2 0 memalign 2 4096 100000
        3 0 aligned_alloc 3 64 128
        4 0 realloc 4 0 5000
        5 0 realloc 5 - 40
        6 0 mallocx 6 100 64
        7 0 rallocx 7 6 200 0
        8 0 xallocx 7 300 16 0
        9 0 sallocx 7 0
        10 0 nallocx 100 6
        11 0 dallocx 7 256
        12 1 sdallocx 5 40 0
        13 0 ctl u64 arena.0.dirty_decay_ms -1
        14 0 ctl u32 arenas.narenas
        15 0 ctl void thread.tcache.flush
        16 0 ctl bool thread.tcache.enabled 0
        17 0 stats
        18 1 exit
        19 0 free 4

        """;

    [Test]
    public void EveryVerb_IsReadAndWrittenBackTheSame()
    {
        using var output = new MemoryStream();
        using (var reader = Reader(EveryVerb))
        using (var writer = new TextTraceWriter(output))
        {
            var batch = new OperationBatch(3);
            while (reader.TryRead(batch))
            {
                writer.Write(batch, reader.Names);
            }
        }

        Assert.That(Encoding.UTF8.GetString(output.ToArray()), Is.EqualTo(EveryVerb));
    }

    [Test]
    public void FieldsGoWhereTheOperationHasThem()
    {
        Operation[] ops = ReadAll(EveryVerb);
        Assert.Multiple(() =>
        {
            Assert.That((ops[1].Size, ops[1].Extra), Is.EqualTo((300UL, 10UL)));
            Assert.That((ops[2].Size, ops[2].Extra), Is.EqualTo((100000UL, 4096UL)));
            Assert.That((ops[8].Size, ops[8].Extra), Is.EqualTo((300UL, 16UL)));
            Assert.That(ops[11].Flags, Is.EqualTo(256));
            Assert.That(ops[12].Thread, Is.EqualTo(1));
            Assert.That((CtlMode)ops[13].Flags, Is.EqualTo(CtlMode.U64 | CtlMode.Write));
            Assert.That((long)ops[13].Extra, Is.EqualTo(-1));
            Assert.That((CtlMode)ops[14].Flags, Is.EqualTo(CtlMode.U32));
            Assert.That((CtlMode)ops[16].Flags, Is.EqualTo(CtlMode.Bool | CtlMode.Write));
            Assert.That(ops[14].Object, Is.EqualTo(1), "index of the control's name");
        });
    }

    [Test]
    public void ASlotIsUsedAgainOnlyAfterItsObjectsDeath()
    {
        Operation[] ops = ReadAll("0 0 malloc 0 8\n0 0 malloc 1 8\n0 0 free 0\n0 0 malloc 2 8\n0 0 realloc 3 1 9\n0 0 free 3\n0 0 malloc 4 1\n");
        Assert.That(ops.Select(o => o.Object), Is.EqualTo(new[] { 0, 1, 0, 0, 1, 1, 1 }));
        Assert.That(ops[4].OldObject, Is.EqualTo(1));
        Assert.That(ops[0].OldObject, Is.EqualTo(Operation.None));
    }

    [Test]
    public void FlagsTakeThePrefixesOfC()
    {
        Operation[] ops = ReadAll("0 0 mallocx 0 8 0x46\n0 0 mallocx 1 8 010\n0 0 mallocx 2 8 10\n0 0 mallocx 3 8 0xFFFFFFFF\n");
        Assert.That(ops.Select(o => o.Flags), Is.EqualTo(new[] { 0x46, 8, 10, -1 }));
    }

    [Test]
    public void GzipIsRecognisedByContent()
    {
        Assert.That(ReadAll(Gzip("0 0 malloc 0 24\n")), Has.Length.EqualTo(1));
    }

    [Test]
    public void CommentsBlankLinesAndCarriageReturnsAreNotOperations()
    {
        Assert.That(ReadAll("# text\n\n \t\n0 0 malloc 0 24\r\n#x\n"), Has.Length.EqualTo(1));
    }

    [TestCase("0 0 malloc 0 24", "t:1: the last line, '0 0 malloc 0 24', has no newline")]
    [TestCase("# c\n0 0 malloc 0 8\n5 0 free 0\n4 0 malloc 1 8\n", "t:4: time goes back from 5 to 4 ns")]
    [TestCase("0 0 malloc 0 8\n1 0 free 0\n2 0 free 0\n", "t:3: object 0 is freed twice")]
    [TestCase("0 0 free 7\n", "t:1: object 7 is freed but never was allocated")]
    [TestCase("0 0 realloc 1 0 8\n", "t:1: object 0 is resized but is not alive")]
    [TestCase("0 0 malloc 0 8\n0 0 malloc 0 8\n", "t:2: object 0 is named twice: it is still alive")]
    [TestCase("0 0 malloc 0 8\n0 0 free 0\n0 0 malloc 0 8\n", "t:3: object 0 is named twice: it was freed before")]
    [TestCase("0 0 malloc 0 281474976710657\n", "t:1: 281474976710657 bytes is more than the address space")]
    [TestCase("0 0 calloc 0 4294967296 4294967296\n", "t:1: 4294967296 times 4294967296 bytes is more than the address space")]
    [TestCase("0 0 malloc 0 8\n0 1 exit\n0 1 malloc 1 8\n", "t:3: thread 1 acts after its exit")]
    [TestCase("0 4194304 malloc 0 8\n", "t:1: the thread number is out of range")]
    [TestCase("0 99999999999 malloc 0 8\n", "t:1: the thread number is out of range")]
    [TestCase("hello world\n", "t:1: 'hello world' is not an operation")]
    [TestCase("0 0 mallok 0 8\n", "t:1: 'mallok' is not a call")]
    [TestCase("0 0 malloc 0\n", "t:1: fields are missing after malloc; a line reads 'TIME THREAD malloc OBJECT SIZE'")]
    [TestCase("0 0 malloc 0 8x\n", "t:1: '8x' does not fit here")]
    [TestCase("0 0 malloc 0 8 9\n", "t:1: '9' does not fit here")]
    [TestCase("0 0 malloc 0 -8\n", "t:1: '-8' does not fit here")]
    [TestCase("0 0 malloc 0 18446744073709551616\n", "t:1: '18446744073709551616' does not fit here")]
    [TestCase("0 0 ctl u16 epoch\n", "t:1: 'u16 epoch' does not fit here")]
    [TestCase("\0\u0001ELF\n", "t:1: '\\x00\\x01ELF' is not an operation")]
    [TestCase("", "t: is empty")]
    public void BadInput_IsOneLineWithPositionAndReason(string text, string message)
    {
        var error = Assert.Throws<TraceFormatException>(() => ReadAll(text));
        Assert.That(error!.Message, Does.StartWith(message));
        Assert.That(error.Message, Does.Not.Contain('\n').And.Contain(text.Length == 0 ? ";" : "; "));
    }

    [Test]
    public void TruncatedGzip_IsAnErrorWithItsLine()
    {
        byte[] whole = Gzip(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i} 0 malloc {i} {i * 7919 % 1000}\n")));
        var error = Assert.Throws<TraceFormatException>(() => ReadAll(whole[..(whole.Length / 2)]));
        Assert.That(error!.Message, Does.Match(@"^t:\d+: .*cut off.*; .*"));
    }

    [Test]
    public void DamagedGzip_IsAnErrorWithItsLine()
    {
        byte[] whole = Gzip(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i} 0 malloc {i} {i * 7919 % 1000}\n")));
        whole[^5] ^= 0x40;
        Assert.That(() => ReadAll(whole), Throws.TypeOf<TraceFormatException>());
    }

    [Test]
    public void ALineWithoutEnd_IsRefusedInBoundedMemory()
    {
        byte[] endless = new byte[3 << 20];
        Array.Fill(endless, (byte)'7');
        var error = Assert.Throws<TraceFormatException>(() => ReadAll(endless));
        Assert.That(error!.Message, Does.StartWith("t:1: '777").And.Contain("longer than 4096 bytes"));
    }

    [Test]
    public void Lenient_CountsAndSkips()
    {
        const string text = """
            5 0 malloc 0 8
            4 0 malloc 1 8
            6 0 free 9
            7 0 free 0
            8 0 free 0
            9 0 realloc 2 77 10
            9 0 malloc 2 10
            9 0 malloc 0 10
            9 0 malloc 3 999999999999999999
            nonsense
            9 1 exit
            9 1 malloc 4 1
            9 0 free 1
            """;
        using var reader = Reader(text, TraceReadOptions.Repairing);
        var ops = ReadAll(reader);
        Assert.Multiple(() =>
        {
            Assert.That(ops.Select(o => o.TimeNs), Is.EqualTo(new long[] { 5, 5, 7, 9, 9, 9 }));
            Assert.That(ops[3].Kind, Is.EqualTo(OperationKind.Realloc));
            Assert.That(ops[3].OldObject, Is.EqualTo(Operation.None));
            Assert.That(reader.Repairs.Total, Is.EqualTo(10));
            Assert.That(reader.Repairs[TraceFault.TimeBack], Is.EqualTo(1));
            Assert.That(reader.Repairs[TraceFault.UnknownObject], Is.EqualTo(1));
            Assert.That(reader.Repairs[TraceFault.UseAfterFree], Is.EqualTo(1));
            Assert.That(reader.Repairs[TraceFault.UnknownOldObject], Is.EqualTo(1));
            Assert.That(reader.Repairs[TraceFault.NamedTwice], Is.EqualTo(1));
            Assert.That(reader.Repairs[TraceFault.NumberReused], Is.EqualTo(1));
            Assert.That(reader.Repairs[TraceFault.BeyondAddressSpace], Is.EqualTo(1));
            Assert.That(reader.Repairs[TraceFault.Malformed], Is.EqualTo(1));
            Assert.That(reader.Repairs[TraceFault.ActsAfterExit], Is.EqualTo(1));
            Assert.That(reader.Repairs[TraceFault.Truncated], Is.EqualTo(1));
        });
    }

    [Test]
    public void TheFirstThreadMayActAfterItsExit()
    {
        Assert.That(ReadAll("0 3 malloc 0 8\n1 3 exit\n2 3 free 0\n"), Has.Length.EqualTo(3));
    }

    [Test]
    public void Remarks_HoldWhatTheOperationsDoNotGiveBack()
    {
        var remarks = new TextRemarks();
        using var reader = new TextTraceReader(Bytes("# a\n0 0 malloc 0 8\n1 0 dallocx 0 0x100\n\n"), "t") { Remarks = remarks };
        ReadAll(reader);
        Assert.That(
            remarks.Items.Select(r => (r.Index, r.ReplacesOperation, Encoding.UTF8.GetString(r.Line))),
            Is.EqualTo(new[] { (0L, false, "# a"), (1L, true, "1 0 dallocx 0 0x100"), (2L, false, "") }));
    }

    internal static TextTraceReader Reader(string text, TraceReadOptions? options = null) => new(Bytes(text), "t", options);

    internal static Operation[] ReadAll(ITraceSource source)
    {
        var all = new List<Operation>();
        var batch = new OperationBatch(4);
        while (source.TryRead(batch))
        {
            Assert.That(batch.FirstIndex, Is.EqualTo(all.Count));
            all.AddRange(batch.Operations.AsSpan(0, batch.Count));
        }

        return [.. all];
    }

    internal static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.Latin1.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static MemoryStream Bytes(string text) => new(Encoding.Latin1.GetBytes(text));

    private static Operation[] ReadAll(string text)
    {
        using var reader = Reader(text);
        return ReadAll(reader);
    }

    private static Operation[] ReadAll(byte[] bytes)
    {
        using var reader = new TextTraceReader(new MemoryStream(bytes), "t");
        return ReadAll(reader);
    }
}
