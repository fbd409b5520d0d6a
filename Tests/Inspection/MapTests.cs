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
        Assert.That(new MapPicture(layout, 4096, StateColours.FullLegend).Height, Is.LessThan(4000));
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

    [TestCase("jemalloc-5.3", "full", "pages", "arena", "class", "state")]
    [TestCase("glibc", "full", "pages", "arena", "class", "state")]
    [TestCase("phkmalloc", "full", "pages", "state", "class")]
    [TestCase("lkmalloc", "full", "pages", "state")]
    public void Colours_SayWhatAPolicysViewsCanBeChosenBy(string policy, params string[] words)
    {
        using TemporaryDirectory directory = new();
        string trace = Path.Combine(Repository.Root, "traces/sqlite.txt.gz");
        List<byte[]> pictures = [];
        foreach (string word in words)
        {
            CommandRun run = CommandRun.Of("inspect", trace, "--policy", policy, "--at", "20000", "--map", directory["map.png"], "--colours", word);
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            pictures.Add(File.ReadAllBytes(directory["map.png"]));
        }

        Assert.That(pictures.Select(Convert.ToHexString).Distinct().Count(), Is.EqualTo(words.Length));
        Assert.That(CommandRun.Of("inspect", trace, "--policy", policy, "--map", directory["map.png"], "--colours", "rainbow").Error, Does.Contain($"expected {string.Join(", ", words)}").Or.Contain("expected full, pages"));
    }

    [Test]
    public void Colours_NeedAPicture()
        => Assert.That(CommandRun.Of("inspect", Path.Combine(Repository.Root, "traces/tiny.txt.gz"), "--colours", "full").Error, Does.Contain("--colours needs a picture"));

    [Test]
    public void ACell_HasTheColourOfTheValueWithMostOfItsBytes()
    {
        MapLayout layout = MapLayout.Of([(0x10000, 0x14000)], 4096);
        ValuePalette palette = new(["10", "9", "none"], "none");
        ValueColours colours = new(layout, palette, [[(0x10000, 1000, "9"), (0x103e8, 3000, "10"), (0x11000, 4096, "none")], [(0x10000, 0x4000, "9")]]);
        Assert.Multiple(() =>
        {
            Assert.That(palette.Legend.Select(entry => entry.Text), Is.EqualTo(new[] { "9", "10", "none, none", "nothing of the allocator's" }));
            Assert.That(colours.ColourOf(0), Is.EqualTo(palette.Legend[1].Colour));
            Assert.That(colours.ColourOf(1), Is.EqualTo(palette.Legend[2].Colour));
            Assert.That(colours.ColourOf(2), Is.EqualTo(palette.Legend[0].Colour));
        });
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
