using System.Text.Json;
using AllocSim.Allocator.Jemalloc.Inspection;
using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Inspection;

/// <summary>Constants of the page map and the record, as the library's headers compute them for these widths.</summary>
[TestFixture]
internal sealed class GeometryTests
{
    [TestCase(48, 12, 3, 16, 36, 2, true, 8, 2UL << 20, 1UL << 30)]
    [TestCase(48, 14, 3, 16, 34, 2, true, 8, 1UL << 20, 2UL << 30)]
    [TestCase(48, 16, 3, 16, 32, 2, true, 8, 512UL << 10, 4UL << 30)]
    [TestCase(57, 12, 3, 7, 45, 3, false, 16, 256UL << 10, 128UL << 20)]
    [TestCase(32, 12, 2, 0, 20, 2, false, 8, 4UL << 10, 4UL << 20)]
    [TestCase(32, 22, 2, 0, 10, 1, false, 8, 8UL << 10, 4UL << 30)]
    public void APageMap_HasTheConstantsOfTheHeaders(int lgVaddr, int lgPage, int lgPointer, int nhib, int nsb, int height, bool isCompact, int element, ulong root, ulong covers)
    {
        MapGeometry map = new(lgVaddr, lgPage, lgPointer);
        Assert.Multiple(() =>
        {
            Assert.That(map.HighBits, Is.EqualTo(nhib));
            Assert.That(map.LowBits, Is.EqualTo(lgPage));
            Assert.That(map.SignificantBits, Is.EqualTo(nsb));
            Assert.That(map.Height, Is.EqualTo(height));
            Assert.That(map.IsCompact, Is.EqualTo(isCompact));
            Assert.That(map.LeafElementBytes, Is.EqualTo(element));
            Assert.That(map.RootBytes, Is.EqualTo(root));
            Assert.That(map.LeafCovers, Is.EqualTo(covers));
        });
    }

    [TestCase(48, 12, 3, "18,34 18,52")]
    [TestCase(48, 14, 3, "17,33 17,50")]
    [TestCase(48, 16, 3, "16,32 16,48")]
    [TestCase(57, 12, 3, "15,22 15,37 15,52")]
    [TestCase(32, 12, 2, "10,10 10,20")]
    [TestCase(32, 22, 2, "10,10")]
    public void ALevel_TakesItsBits(int lgVaddr, int lgPage, int lgPointer, string expected)
    {
        MapGeometry map = new(lgVaddr, lgPage, lgPointer);
        Assert.That(string.Join(' ', Enumerable.Range(0, map.Height).Select(level => $"{map.BitsOf(level)},{map.CumulativeBitsOf(level)}")), Is.EqualTo(expected));
    }

    [TestCase(12, 3, 232, 36, 199, 9, 128UL)]
    [TestCase(14, 3, 232, 44, 191, 11, 328UL)]
    [TestCase(16, 3, 232, 52, 183, 13, 1112UL)]
    [TestCase(12, 2, 104, 36, 71, 9, 128UL)]
    [TestCase(22, 2, 104, 76, 31, 19, null)]
    public void SizeClasses_AreAsManyAsTheHeadersSay(int lgPage, int lgPointer, int nsizes, int nbins, int npsizes, int lgMaxregs, ulong? record)
    {
        SizeConstants sizes = new(lgPage, lgPointer);
        Assert.That((sizes.Nsizes, sizes.Nbins, sizes.Npsizes, sizes.LgSlabMaxregs), Is.EqualTo((nsizes, nbins, npsizes, lgMaxregs)));
        if (record is { } bytes)
        {
            Assert.That(sizes.EdataBytes, Is.EqualTo(bytes));
        }
    }

    [TestCase(12, 232, 20, 8, 28, 10, 38, 44)]
    [TestCase(14, 232, 20, 8, 28, 12, 40, 46)]
    [TestCase(16, 232, 20, 8, 28, 14, 42, 48)]
    [TestCase(12, 104, 20, 7, 27, 10, 37, 43)]
    public void AField_OfTheRecord_LiesWhereTheMasksPutIt(int lgPage, int sizeClasses, int szind, int szindWidth, int nfree, int nfreeWidth, int shard, int head)
    {
        RecordBits bits = RecordBits.Of530(lgPage, sizeClasses);
        Assert.That((bits.ShiftOf("szind"), bits.ShiftOf("nfree"), bits.ShiftOf("bin_shard"), bits.ShiftOf("is_head")), Is.EqualTo((szind, nfree, shard, head)));
        Assert.That(bits.Fields.Where(field => field.Name is "szind" or "nfree").Select(field => field.Width), Is.EqualTo(new[] { szindWidth, nfreeWidth }));
    }

    [Test]
    public void AField_OfOlderRecords_LiesWhereTheirMasksPutIt()
    {
        string[] fields = ["arena_ind", "slab", "committed", "dumpable", "zeroed", "state", "szind", "nfree", "bin_shard", "is_head", "sn"];
        Assert.That(fields.Select(RecordBits.Of521(12, 232).ShiftOf), Is.EqualTo(new[] { 0, 12, 13, 14, 15, 16, 18, 26, 36, 42, 43 }));
        Assert.That(fields.Select(RecordBits.Of510(12, 232).ShiftOf), Is.EqualTo(new[] { 0, 12, 13, 14, 15, 16, 18, 26, -1, -1, 36 }));
    }

    [Test]
    public void TheGeometry_IsPrinted_AndNeedsNoTrace()
    {
        CommandRun run = CommandRun.Of("inspect", "--geometry");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("RTREE_HEIGHT 2").And.Contain("RTREE_HEIGHT 3").And.Contain("RTREE_HEIGHT 1").And.Contain("SC_NSIZES 104"));
    }

    [TestCase("jemalloc-5.3", "nfree_shift", 28)]
    [TestCase("jemalloc-5.2", "nfree_shift", 26)]
    [TestCase("jemalloc-5.1", "sn_width", 28)]
    public void TheGeometry_IsTheSameAsJsonAndCsv(string policy, string column, int expected)
    {
        using TemporaryDirectory directory = new();
        CommandRun json = CommandRun.Of("inspect", "--geometry", "--policy", policy, "--json");
        CommandRun csv = CommandRun.Of("inspect", "--geometry", "--policy", policy, "--out", directory["tables"]);
        using JsonDocument document = JsonDocument.Parse(json.Output);
        JsonElement first = document.RootElement.GetProperty("rows")[0];
        string[][] lines = [.. File.ReadAllLines(directory["tables", "geometry.csv"]).Select(line => line.Split(','))];
        Assert.Multiple(() =>
        {
            Assert.That((json.ExitCode, csv.ExitCode), Is.EqualTo((0, 0)));
            Assert.That(first.GetProperty(column).GetInt32(), Is.EqualTo(expected));
            Assert.That(lines, Has.Length.EqualTo(7));
            Assert.That(lines[1][Array.IndexOf(lines[0], column)], Is.EqualTo($"{expected}"));
        });
    }

    [Test]
    public void APolicyWithoutAPageMap_SaysWhoHasOne()
        => Assert.That(CommandRun.Of("inspect", "--geometry", "--policy", "glibc").Error, Does.Contain("glibc declares no constants of a page map; jemalloc-5.3"));
}
