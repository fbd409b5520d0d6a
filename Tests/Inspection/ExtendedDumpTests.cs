using System.Globalization;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;
using static AllocSim.Tests.Reports.Html.StoredRuns;

namespace AllocSim.Tests.Inspection;

/// <summary>What the inspect format has beyond the files that a reader of the real library made: huge pages, the small extent cache, arenas that were reset or destroyed. Lines agree with each other.</summary>
[TestFixture]
internal sealed class ExtendedDumpTests
{
    // The first arena that is made has number 9 with two CPUs; flags of 10486016 ask for it, past all caches.
    private const string Arenas = """
        0 0 ctl u32 arenas.create
        10 0 mallocx 0 1048576 10486016
        15 0 mallocx 1 3000 10486016
        17 0 mallocx 2 100 10486016
        20 0 ctl void arena.9.reset
        25 0 malloc 3 100
        30 0 ctl void arena.9.destroy
        35 0 malloc 4 100
        40 0 ctl u32 arenas.create
        45 0 mallocx 5 100 10486016

        """;

    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void Make() => _directory = new TemporaryDirectory();

    [TearDown]
    public void Remove() => _directory.Dispose();

    [TestCase("hpa:true", "traces/sqlite.txt.gz", 5000, 60000, 137587)]
    [TestCase("hpa:true,hpa_sec_nshards:1,hpa_sec_max_alloc:65536,tcache:false", "traces/sqlite.txt.gz", 20000, 140000, 150000)]
    [TestCase("hpa:true,narenas:1,hpa_sec_nshards:0", "traces/sqlite.txt.gz", 60000, 150000)]
    public void HugePages_AndTheirCache_AreTheExtentsOfThatAllocator(string conf, string trace, params int[] moments)
    {
        foreach (int moment in moments)
        {
            Line[] lines = Dump(Path.Combine(Repository.Root, trace), conf, moment);
            Line[] slabs = [.. lines.Where(line => line.Kind == "pageslab")];
            Line[] extents = [.. lines.Where(line => line.Kind == "edata" && line["pai"] == "1")];
            string[] cached = [.. lines.Where(line => line.Kind == "seccached").Select(line => line["edata"])];
            Assert.Multiple(() =>
            {
                Assert.That(slabs, Is.Not.Empty);
                Assert.That(lines.Single(line => line.Kind == "hpa")["pageslabs"], Is.EqualTo($"{slabs.Length}"));
                foreach (Line slab in slabs)
                {
                    long pages = extents.Where(extent => extent.Address("base") - slab.Address("addr") < 2 << 20).Sum(extent => extent.Number("size")) / 4096;
                    Assert.That(slab.Number("alloc_active"), Is.EqualTo(pages), $"{slab["addr"]} after operation {moment}");
                    Assert.That(slab.Number("touched"), Is.EqualTo(slab.Number("alloc_active") + slab.Number("dirty")));
                }

                Assert.That(cached, Is.Unique);
                Assert.That(cached.Except(extents.Select(extent => extent["addr"])), Is.Empty);
                foreach (Line shard in lines.Where(line => line.Kind == "sec"))
                {
                    string[] own = [.. lines.Where(line => line.Kind == "seccached" && line["shard"] == shard["shard"] && line["arena"] == shard["arena"]).Select(line => line["edata"])];
                    Assert.That(shard.Number("extents"), Is.EqualTo(own.Length));
                    Assert.That(shard.Number("bytes"), Is.EqualTo(extents.Where(extent => own.Contains(extent["addr"])).Sum(extent => extent.Number("size"))));
                }

                Assert.That(lines.Where(line => line.Kind == "hpaspare").Select(line => line["edata"]).Intersect(extents.Select(extent => extent["addr"])), Is.Empty);
            });
        }
    }

    [Test]
    public void AnArenaThatWasReset_HasKeptItsMetadataAndUnusedExtents()
    {
        File.WriteAllText(_directory["arenas.txt"], Arenas);
        Line[] before = Dump(_directory["arenas.txt"], "", 3);
        Line[] after = Dump(_directory["arenas.txt"], "", 4);
        Assert.Multiple(() =>
        {
            Assert.That(Of(before, "edata").Count(extent => extent["state_name"] == "Active"), Is.EqualTo(3));
            Assert.That(Of(before, "bin").Length, Is.EqualTo(2));
            Assert.That(Of(before, "large").Length, Is.EqualTo(1));
            Assert.That(Of(after, "arena")[0]["nactive"], Is.EqualTo("0"));
            Assert.That(Of(after, "edata"), Is.Not.Empty);
            Assert.That(Of(after, "edata").Select(extent => extent["state_name"]), Does.Not.Contain("Active"));
            Assert.That(Of(after, "bin").Length + Of(after, "large").Length, Is.Zero);
            Assert.That(Of(after, "block").Select(line => line.Text), Is.EqualTo(Of(before, "block").Select(line => line.Text)));
            Assert.That(Of(after, "cached").Length, Is.EqualTo(Of(after, "edata").Length));
        });
    }

    [Test]
    public void AnArenaThatWasDestroyed_HasNoLines_AndItsNumberIsGivenAgain()
    {
        File.WriteAllText(_directory["arenas.txt"], Arenas);
        Line[] gone = Dump(_directory["arenas.txt"], "", 7);
        Line[] again = Dump(_directory["arenas.txt"], "", 9);
        Assert.Multiple(() =>
        {
            Assert.That(gone.Where(line => IsOfArena9(line)).Select(line => line.Text), Is.Empty);
            Assert.That(gone.Count(line => line.Kind == "arena"), Is.GreaterThanOrEqualTo(1));
            Assert.That(Of(again, "arena"), Has.Length.EqualTo(1));
            Assert.That(Of(again, "edata").Count(extent => extent["state_name"] == "Active"), Is.EqualTo(1));
        });
    }

    [TestCase("obj:0", "freed_operation=4 freed_thread=0 freed_time_ns=20 freed_by=ctl")]
    [TestCase("obj:2", "freed_operation=4 freed_thread=0 freed_time_ns=20 freed_by=ctl")]
    public void AnObjectOfAnArenaThatWasReset_EndedWithIt(string asked, string expected)
    {
        File.WriteAllText(_directory["arenas.txt"], Arenas);
        CommandRun run = CommandRun.Of("inspect", _directory["arenas.txt"], "--at", "9", "--address", asked);
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, run.Output)), run.Error);
        Assert.That(run.Output, Does.Contain(expected));
    }

    private static bool IsOfArena9(Line line) => (line.Kind is "arena" ? line["ind"] : line.Kind is "edata" ? line["arena_ind"] : line["arena"]) == "9";

    private static Line[] Of(Line[] lines, string kind) => [.. lines.Where(line => line.Kind == kind && IsOfArena9(line))];

    private Line[] Dump(string trace, string conf, long moment)
    {
        Done("inspect", trace, "--conf", conf, "--at", $"{moment}", "--dump", _directory["dump"]);
        return [.. File.ReadLines(_directory["dump", $"inspect-{moment}.txt"]).Select(text => new Line(text))];
    }

    private sealed class Line(string text)
    {
        private readonly Dictionary<string, string> _fields = text.Split(' ').Skip(1).Select(field => field.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

        public string Text => text;

        public string Kind { get; } = text.Split(' ')[0];

        public string this[string field] => _fields.GetValueOrDefault(field, "");

        public long Number(string field) => long.Parse(this[field], CultureInfo.InvariantCulture);

        public ulong Address(string field) => ulong.Parse(this[field].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
