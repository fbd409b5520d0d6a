using System.Text.Json;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Inspection;

/// <summary>What <c>inspect</c> answers, and what it says where there is no answer.</summary>
[TestFixture]
internal sealed class InspectVerbTests
{
    private static readonly string Tiny = Path.Combine(Repository.Root, "traces/tiny.txt.gz");

    [Test]
    public void ALiveObject_IsShownFromTheWalkToItsNeighbours()
    {
        CommandRun run = Inspect("--address", "obj:3", "--at", "5");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines.Skip(1).Select(line => line.TrimStart().Split(' ')[0]), Is.EqualTo(new[] { "walk", "element", "edata", "region", "object", "object_behind", "page" }));
        Assert.That(run.Output, Does.Contain("region number=0 first=0x7effffc09000 size=112 into=0 state=used"));
        Assert.That(run.Output, Does.Contain("object address=0x7effffc09000 size=100 number=3 operation=4 thread=0 time_ns=40 age_ns=10"));
    }

    [Test]
    public void AFreedObject_IsSaidWhenAndByWhom()
    {
        CommandRun run = Inspect("--address", "obj:1", "--at", "5");
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("freed address=0x7effffc09000 size=100 number=1 operation=1 thread=0 time_ns=10 freed_operation=3 freed_thread=0 freed_time_ns=30"));
    }

    [TestCase("0x10")]
    [TestCase("0x7f0000000000")]
    [TestCase("0xffffffffffffffff")]
    public void AnAddressOfNobody_IsAnsweredWithWhatIsNearest(string address)
    {
        CommandRun run = Inspect("--find-extent", address);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("none address=").And.Contain(" view=").And.Contain("page address="));
    }

    [Test]
    public void AnObjectThatIsNotThere_IsSaid()
    {
        CommandRun run = Inspect("--address", "obj:99");
        Assert.That((run.ExitCode, run.Output.Contains("none object=99", StringComparison.Ordinal)), Is.EqualTo((1, true)));
    }

    [Test]
    public void AnObjectThatIsNotThere_IsSaidWhy()
    {
        Assert.That(Inspect("--address", "obj:99", "--at", "2").Output, Does.Contain("none object=99 why=no call of the trace makes it; objects made so far: 3"));
        Assert.That(Inspect("--address", "obj:3", "--at", "2").Output, Does.Contain("none object=3 why=not yet made made_by=malloc operation=4 thread=0 time_ns=40 size=100"));
        Assert.That(Inspect("--address", "obj:1", "--at", "5").Output, Does.Contain("freed_by=free"));
    }

    [Test]
    public void AnObjectThatACallocWillMake_HasTheBytesOfAllItsElements()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("calloc.txt", "0 0 malloc 0 100\n1 0 calloc 1 10 30\n");
        Assert.That(CommandRun.Of("inspect", trace, "--address", "obj:1", "--at", "0").Output, Does.Contain("none object=1 why=not yet made made_by=calloc operation=1 thread=0 time_ns=1 size=300"));
    }

    [Test]
    public void AnObjectThatTheAllocatorRefused_IsSaid()
    {
        using TemporaryDirectory directory = new();
        File.WriteAllText(directory["refused.txt"], "0 0 malloc 0 100\n1 0 malloc 1 281474976710656\n2 0 realloc 2 0 200\n");
        CommandRun refused = CommandRun.Of("inspect", directory["refused.txt"], "--address", "obj:1", "--address", "obj:0");
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Output, Does.Contain("none object=1 why=the call that was to make it returned null made_by=malloc operation=1").And.Contain("freed_by=realloc became=obj:2"));
    }

    [Test]
    public void ThePeak_CountsWhatGrowsInPlace_AndNotWhatIsRefused()
    {
        using TemporaryDirectory directory = new();
        File.WriteAllText(directory["grown.txt"], "0 0 malloc 0 16384\n1 0 malloc 1 281474976710656\n2 0 xallocx 0 20480 0 0\n3 0 malloc 2 100\n4 0 free 2\n5 0 xallocx 0 16384 0 0\n6 0 malloc 3 200\n");
        Assert.That(CommandRun.Of("inspect", directory["grown.txt"], "--at", "peak").Output, Does.StartWith("after           operation 3,"));
    }

    [Test]
    public void AnUnknownOption_IsNotTakenForAnotherWord()
        => Assert.That(Inspect("--nosuch").Error, Does.Contain("unknown option --nosuch").And.Not.Contain("did you mean"));

    [Test]
    public void ARecord_IsReadByItsAddress()
    {
        CommandRun run = Inspect("--extent-info", "0x7effffe16980");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("extents base=0x7effffc09000 size=28672 state_name=Active"));
        Assert.That(Inspect("--extent-info", "0x7effffe16981").ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void AddressesOfMetadata_SayWhichRecord()
    {
        Assert.That(Inspect("--address", "0x7effffe16990").Output, Does.Contain("metadata arena=0 block=").And.Contain("record=edata:0x7effffe16980"));
        Assert.That(Inspect("--address", "0x7effff9fe108").Output, Does.Contain("record=leaf:0x7effff8000c0,key:0x7effffc09000"));
    }

    [TestCase("--at", "99", "the trace's last operation is 13")]
    [TestCase("--at", "99s", "the trace ends at")]
    [TestCase("--at", "soon", "expected the index of an operation")]
    [TestCase("--at", "3,,4", "--at \"3,,4\": a moment is empty")]
    [TestCase("--film", "film.gif", "expected FILE.png or FILE.apng")]
    [TestCase("--page", "page.txt", "expected FILE.html")]
    [TestCase("--address", "12", "expected an address such as")]
    [TestCase("--range", "0x20..0x10", "expected 0xSTART..0xEND")]
    [TestCase("--state", "dirty", "choose among the rows of a view: add one, such as")]
    [TestCase("--out", "there", "--out writes views")]
    [TestCase("--map-root", "root", "expected an address")]
    [TestCase("--map-root", "0x10", "--map-root stands in the answers of --address and in files of --dump: add one")]
    [TestCase("--dump", "", "--dump \"\": the name is empty; expected DIR")]
    [TestCase("--dump", "/proc/x", "/proc/x: the system lets nobody make a file there; name another place")]
    [TestCase("--dump", "/proc", "/proc: the system lets nobody make a file there; name another place")]
    [TestCase("--profile", "/proc/x", "/proc/x: the system lets nobody make a file there; name another place")]
    [TestCase("--map", "/proc/x.png", "/proc/x.png: the system lets nobody make a file there; name another place")]
    public void AWrongValue_IsOneLine(string option, string value, string complaint)
    {
        CommandRun run = Inspect(option, value);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(1));
        Assert.That(run.Error, Does.Contain(complaint));
    }

    [TestCase("--json is for what is printed, and nothing is", "--json", "--dump", "d")]
    [TestCase("--json and --out are two forms of the same rows: choose one", "--json", "--extents", "--out", "d")]
    [TestCase("--geometry is no question about a trace", "--geometry", "--at", "5")]
    [TestCase("f.png is to be written twice; name two files", "--map", "f.png", "--film", "f.png")]
    [TestCase("--map-root: glibc shows no walk through a page map", "--policy", "glibc", "--map-root", "0x10", "--address", "0x600000000010")]
    public void OptionsThatContradict_AreOneLine_AndLeaveNothing(string complaint, params string[] options)
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of(["inspect", Tiny, .. options.Select(option => option is "d" or "f.png" ? directory[option] : option)]);
        string[] lines = [.. run.Error.TrimEnd('\n').Split('\n').Where(line => !line.Contains("% done", StringComparison.Ordinal))];
        Assert.That((run.ExitCode, run.Output, lines.Length), Is.EqualTo((1, "", 1)), run.Error);
        Assert.That(lines[0], Does.Contain(complaint));
        Assert.That(Directory.GetFileSystemEntries(directory.Path), Is.Empty);
    }

    [Test]
    public void RecordsAndProfiles_MayGoToOneFolder()
    {
        using TemporaryDirectory directory = new();
        Assert.That(Inspect("--dump", directory["d"], "--profile", directory["d"]).ExitCode, Is.Zero);
        Assert.That(directory.Files(), Does.Contain("d/inspect-13.txt").And.Contain("d/profile-13.csv"));
    }

    [Test]
    public void AClassThatIsNoNumber_IsRefused()
        => Assert.That(Inspect("--extents", "--class", "small").Error, Does.Contain("--class small: expected a number, as --extents has in its column szind"));

    [Test]
    public void MemoryThatNoViewShows_IsSaidToBeTheAllocatorsOwn()
        => Assert.That(CommandRun.Of("inspect", Tiny, "--policy", "tcmalloc", "--address", "0x600000000010").Output, Does.Contain("none address=0x600000000010 why=no view has it; the page is mapped"));

    [Test]
    public void AnUnknownState_IsMetWithTheNearest()
        => Assert.That(Inspect("--extents", "--state", "drity").Error, Does.Contain("expected Active, Dirty, Muzzy, Retained").And.Contain("dirty?"));

    [Test]
    public void AViewThatAPolicyLacks_IsRefusedWithThoseThatItHas()
        => Assert.That(Inspect("--chunks").Error, Does.Contain("--chunks: jemalloc-5.3 has no such view; it has --extents, --arenas, --bins, --caches, --map, --threads"));

    [Test]
    public void AView_IsTheSameAsTextJsonAndCsv()
    {
        using TemporaryDirectory directory = new();
        string output = Path.Combine(directory.Path, "views");
        CommandRun json = Inspect("--heap", "--json");
        CommandRun csv = Inspect("--extents", "--out", output);
        using JsonDocument document = JsonDocument.Parse(json.Output);
        string[] lines = File.ReadAllLines(Path.Combine(output, "extents-13.csv"));
        Assert.Multiple(() =>
        {
            Assert.That((json.ExitCode, csv.ExitCode), Is.EqualTo((0, 0)));
            Assert.That(lines[0], Does.StartWith("base,size,state_name,arena_ind,szind"));
            Assert.That(document.RootElement.GetProperty("rows").GetArrayLength(), Is.EqualTo(lines.Length - 1));
            Assert.That(lines[1], Does.StartWith(document.RootElement.GetProperty("rows")[0].GetProperty("base").GetString()!));
            Assert.That(Inspect("--extents").Output, Does.StartWith($"extents after operation 13: {lines.Length - 1}\n"));
        });
    }

    [Test]
    public void Filters_LeaveTheRowsThatShowTheValue()
    {
        Assert.That(RowsOf("--extents"), Is.GreaterThan(RowsOf("--extents", "--state", "active")));
        Assert.That(RowsOf("--extents", "--range", "0x7effffc09000+4KiB"), Is.EqualTo(1));
        Assert.That(RowsOf("--extents", "--class", "7"), Is.EqualTo(1));
        Assert.That(RowsOf("--extents", "--arena", "99"), Is.Zero);
    }

    [Test]
    public void ASummary_IsToldAtEachMoment()
    {
        CommandRun run = Inspect("--at", "3,20ns,peak,end");
        Assert.That(run.Output.Split('\n').Count(line => line.StartsWith("after ", StringComparison.Ordinal)), Is.EqualTo(4));
    }

    private static int RowsOf(params string[] options)
    {
        using JsonDocument document = JsonDocument.Parse(Inspect([.. options, "--json"]).Output);
        return document.RootElement.GetProperty("rows").GetArrayLength();
    }

    private static CommandRun Inspect(params string[] options) => CommandRun.Of(["inspect", Tiny, "--environment", Path.Combine(Repository.Root, "Tests/Inspection/Dumps/tiny.environment.txt"), .. options]);
}
