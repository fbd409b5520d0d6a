using System.IO.Compression;
using System.Text.Json;
using AllocSim.Cli.Inspection;
using AllocSim.Cli.Inspection.Questions;
using AllocSim.Cli.Policies;
using AllocSim.Reports.Profiles;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Operations;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Inspection;

/// <summary>Profiles count every byte once: their sums are those of the run.</summary>
[TestFixture]
internal sealed class ProfileTests
{
    private static IEnumerable<string> Policies => PolicyRegistry.Standard.Names;

    [TestCaseSource(nameof(Policies))]
    public void LiveBytes_AreThoseOfTheRun_AtAnyMoment_AndOverTime(string policy)
    {
        ByteTime total = new();
        using InspectedRun run = new(ViewTests.Request(policy, "traces/sqlite.txt.gz"), [], others: [total], isProfiled: true);
        foreach (long moment in (long[])[10, 5000, 40000])
        {
            run.Cursor.RunTo(moment);
            IReadOnlyList<ProfileRow> rows = Read(run);
            Assert.That(rows.Aggregate(0UL, (sum, row) => sum + row.LiveBytes), Is.EqualTo(run.Session.Objects.LiveBytes));
            Assert.That(rows.Sum(row => row.Objects), Is.EqualTo(run.Session.Objects.LiveCount));
            Assert.That(rows.Aggregate((UInt128)0, (sum, row) => sum + row.LiveByteNs), Is.EqualTo(total.At(run.Session.Machine.TraceTimeNs)));
        }
    }

    [TestCase("jemalloc-5.3", 5000)]
    [TestCase("jemalloc-5.3", 60000)]
    [TestCase("jemalloc-5.2", 60000)]
    public void LiveAndHeldBytes_AreTheExtentsThatHoldObjects(string policy, long moment)
    {
        using InspectedRun run = new(ViewTests.Request(policy, "traces/sqlite.txt.gz"), [], isProfiled: true);
        run.Cursor.RunTo(moment);
        ViewDeclaration extents = run.Views.First(view => view.Name == "extents");
        (int slab, int usize) = (extents.IndexOf("slab"), extents.IndexOf("usize"));
        ulong[] live = [.. run.Journal.Live.Select(block => block.Address).Order()];
        ulong expected = 0;
        foreach (TableCell[] row in run.Rows(extents).Where(row => row[extents.IndexOf("state_name")].Text == "Active"))
        {
            (ulong start, ulong bytes) = ViewQuery.RangeOf(extents, row);
            int at = Array.BinarySearch(live, start);
            at = at < 0 ? ~at : at;
            expected += at < live.Length && live[at] < start + bytes ? row[slab].Text == "1" ? bytes : row[usize].Unsigned : 0;
        }

        IReadOnlyList<ProfileRow> rows = Read(run);
        Assert.That(rows.Aggregate(0UL, (sum, row) => sum + row.LiveBytes + row.HeldBytes), Is.EqualTo(expected));
    }

    [Test]
    public void Held_IsSharedByThoseThatSurvive()
    {
        using InspectedRun run = new(ViewTests.Request("jemalloc-5.3", "traces/tiny.txt.gz"), [], isProfiled: true);
        run.Cursor.RunTo(4);
        ProfileRow row = Read(run).First(each => each.SizeIndex == 7);
        Assert.That((row.Objects, row.LiveBytes, row.HeldBytes), Is.EqualTo((1L, 100UL, 28672UL - 100)));
    }

    [Test]
    public void TheFiles_AgreeWithEachOther()
    {
        using TemporaryDirectory directory = new();
        string folder = directory["profiles"];
        CommandRun run = CommandRun.Of("inspect", Path.Combine(Repository.Root, "traces/sqlite.txt.gz"), "--at", "5000,60000", "--profile", folder);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal), Is.EquivalentTo(new[] { 5000, 60000 }.SelectMany(index => new[] { ".csv", ".heap", ".held.folded", ".live.folded", ".pb.gz", ".speedscope.json" }.Select(suffix => $"profile-{index}{suffix}"))));
        ulong folded = File.ReadLines(Path.Combine(folder, "profile-5000.live.folded")).Aggregate(0UL, (sum, line) => sum + ulong.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
        using JsonDocument speedscope = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "profile-5000.speedscope.json")));
        JsonElement live = speedscope.RootElement.GetProperty("profiles")[0];
        string[] heap = File.ReadAllLines(Path.Combine(folder, "profile-5000.heap"));
        Assert.Multiple(() =>
        {
            Assert.That(live.GetProperty("endValue").GetUInt64(), Is.EqualTo(folded));
            Assert.That(live.GetProperty("samples").GetArrayLength(), Is.EqualTo(live.GetProperty("weights").GetArrayLength()));
            Assert.That(heap[0], Is.EqualTo("--- symbol"));
            Assert.That(heap.First(line => line.StartsWith("heap profile:", StringComparison.Ordinal)), Does.Contain($": {folded} ["));
        });
    }

    [Test]
    public void Bytes_AreFiledUnderTheCallStackThatMadeThem()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("inspect", Path.Combine(Repository.Root, "Tests/Workloads/Samples/heaptrack-3.txt"), "--at", "42", "--profile", directory["profile"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.ReadLines(directory["profile", "profile-42.live.folded"]).Select(line => line.Split(';')[^1]), Does.Contain("main (demo_.c:8) 6740").And.Contain("libstdc++.so.6 0x7f30d04a57b9 72704"));
    }

    [Test]
    public void ThePprofFile_IsAMessageOfItsSchema()
    {
        using MemoryStream packed = new();
        PprofProfile.Write(packed, [new ProfileRow(["inner", "outer"], 3, 5, 2, 100, 28, 4, 400, 4096UL * 1000 * 7, 0)], 17, 4096);
        packed.Position = 0;
        using GZipStream unpacked = new(packed, CompressionMode.Decompress);
        using MemoryStream message = new();
        unpacked.CopyTo(message);
        Dictionary<int, int> fields = Fields(message.ToArray());

        // Texts: the empty one, seven measures in three units, two labels, two functions, and what the period is of.
        Assert.That(fields, Is.EquivalentTo(new Dictionary<int, int> { [1] = 7, [2] = 1, [4] = 2, [5] = 2, [6] = 16, [10] = 1, [11] = 1, [12] = 1, [14] = 1 }));
    }

    private static IReadOnlyList<ProfileRow> Read(InspectedRun run) => run.Profile!.Read(run.Session.Machine.TraceTimeNs, run.Cursor.Frames);

    private static Dictionary<int, int> Fields(byte[] message)
    {
        Dictionary<int, int> fields = [];
        for (int at = 0; at < message.Length;)
        {
            ulong tag = Varint(message, ref at);
            ulong value = Varint(message, ref at);
            at += (tag & 7) == 2 ? (int)value : 0;
            fields[(int)(tag >> 3)] = fields.GetValueOrDefault((int)(tag >> 3)) + 1;
        }

        return fields;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    /// <summary>Live bytes over time, by another way: the total times how long it was so.</summary>
    private sealed class ByteTime : ObjectProbe
    {
        private ulong _live;
        private long _sinceNs;
        private UInt128 _sum;

        public UInt128 At(long timeNs) => _sum + ((UInt128)_live * (ulong)(timeNs - _sinceNs));

        public override void Made(long index, in Operation operation, ulong address, ulong size) => Change(operation.TimeNs, address == 0 ? 0 : (long)size);

        public override void Gone(long index, in Operation operation, ulong address, ulong size) => Change(operation.TimeNs, address == 0 ? 0 : -(long)size);

        public override void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize) => Change(operation.TimeNs, (long)newSize - (long)oldSize);

        private void Change(long timeNs, long bytes)
        {
            _sum = At(timeNs);
            _sinceNs = timeNs;
            _live = unchecked(_live + (ulong)bytes);
        }
    }
}
