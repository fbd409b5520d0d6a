using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using AllocSim.Cli.Inspection;
using AllocSim.Reports.Maps;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Inspection;

/// <summary>Pictures of the address space.</summary>
[TestFixture]
internal sealed class MapTests
{
    [Test]
    public void Cells_CountEveryPageOnce()
    {
        using InspectedRun run = new(ViewTests.Request("jemalloc-5.3", "traces/sqlite.txt.gz"), [], isMapped: true);
        run.Cursor.RunTo(50000);
        PageLayer pages = run.Session.Machine.Pages;
        List<PageStateRun> runs = [];
        pages.ReadStates(runs);
        MapLayout layout = MapLayout.Of([.. runs.Select(each => (each.Start, each.End))], pages.PageSize);
        MapCell[] cells = MapCell.Read(layout, pages, run.Live!);
        Assert.Multiple(() =>
        {
            Assert.That(layout.PagesPerCell, Is.EqualTo(1));
            Assert.That((ulong)cells.Sum(cell => cell.Resident) * 4096, Is.EqualTo(pages.ResidentBytes));
            Assert.That((ulong)cells.Sum(cell => cell.Untouched) * 4096, Is.EqualTo(pages.UntouchedBytes));
            Assert.That((ulong)cells.Sum(cell => cell.Zero) * 4096, Is.EqualTo(pages.ZeroBytes));
            Assert.That((ulong)cells.Sum(cell => cell.LiveBytes), Is.EqualTo(run.Session.Objects.LiveBytes));
        });
    }

    [TestCase(1UL << 20)]
    [TestCase(10UL << 30)]
    public void ALayout_IsReadable_AtAnySize(ulong bytes)
    {
        MapLayout layout = MapLayout.Of([(0x600000000000, 0x600000000000 + (bytes / 2)), (0x7effff000000 - (bytes / 2), 0x7effff000000)], 4096);
        Assert.That(layout.CellCount, Is.InRange(64, 1 << 17));
        Assert.That(layout.Stretches, Has.Count.EqualTo(2));
        Assert.That(new MapPicture(layout, 4096).Height, Is.LessThan(4000));
        Assert.That((layout.CellOf(0x600000000000), layout.CellOf(0x700000000000), layout.CellOf(0x7effff000000 - 1)), Is.EqualTo((0, -1, layout.CellCount - 1)));
    }

    [Test]
    public void APicture_IsTheSameEveryTime()
    {
        using TemporaryDirectory directory = new();
        string trace = Path.Combine(Repository.Root, "traces/tiny.txt.gz");
        CommandRun first = CommandRun.Of("inspect", trace, "--map", directory["a.png"]);
        CommandRun second = CommandRun.Of("inspect", trace, "--map", directory["b.png"]);
        Assert.That((first.ExitCode, second.ExitCode), Is.EqualTo((0, 0)), first.Error + second.Error);
        Assert.That(File.ReadAllBytes(directory["a.png"]), Is.EqualTo(File.ReadAllBytes(directory["b.png"])));
        Assert.That(CommandRun.Of("inspect", trace, "--map", "map.txt").Error, Does.Contain("expected FILE.png"));
    }

    [Test]
    public void AFilm_HasAFrameForEachMoment()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("inspect", Path.Combine(Repository.Root, "traces/tiny.txt.gz"), "--film", directory["film.png"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        List<(string Kind, byte[] Data)> chunks = Chunks(File.ReadAllBytes(directory["film.png"]));
        int width = BinaryPrimitives.ReadInt32BigEndian(chunks[0].Data);
        int height = BinaryPrimitives.ReadInt32BigEndian(chunks[0].Data.AsSpan(4));
        Assert.Multiple(() =>
        {
            Assert.That(BinaryPrimitives.ReadInt32BigEndian(chunks.First(chunk => chunk.Kind == "acTL").Data), Is.EqualTo(14));
            Assert.That(chunks.Count(chunk => chunk.Kind == "fcTL"), Is.EqualTo(14));
            Assert.That(chunks.Count(chunk => chunk.Kind is "IDAT" or "fdAT"), Is.EqualTo(14));
            Assert.That(chunks[^1].Kind, Is.EqualTo("IEND"));
            Assert.That(Unpacked(chunks.First(chunk => chunk.Kind == "IDAT").Data), Is.EqualTo(height * ((width * 3) + 1)));
        });
    }

    private static int Unpacked(byte[] data)
    {
        using ZLibStream zlib = new(new MemoryStream(data), CompressionMode.Decompress);
        using MemoryStream all = new();
        zlib.CopyTo(all);
        return (int)all.Length;
    }

    private static List<(string Kind, byte[] Data)> Chunks(byte[] file)
    {
        List<(string, byte[])> chunks = [];
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            chunks.Add((Encoding.ASCII.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)]));
            at += 12 + length;
        }

        return chunks;
    }
}
