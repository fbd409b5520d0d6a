using System.Text.RegularExpressions;

namespace AllocSim.Tests.House;

/// <summary>The rooms inside projects: how full they are, and who uses whom. The tables in docs/architecture.md say what is in them.</summary>
[TestFixture]
internal sealed partial class RoomTests
{
    private const int FilesMax = 20;

    // From the bottom up: a room uses those before it. A folder that is not named belongs to the one above it that is.
    private static readonly Dictionary<string, string[]> Order = new()
    {
        ["Simulator"] = ["Events", "Locks", "Costs", "Naming", "Operations", "Machine", "Allocation", "Text", "Contention", "Replay", "Contention/Traces"],
        ["Workloads"] = ["Digests", "Objects", "Units", "Sources", "Text", "Atrace", "Sinks", "Import", "Generators", "Files", "Statistics", "Transforms", "Native", "Recorder"],
        ["Cli"] =
        [
            "Parsing", "Policies", "Progress", "Contended", "Runs", "Sweeps", "Forecasts", "Diagnosis", "Requirements", "Inspection", "Tuning", "Recording", "Harness", "Differential", "Verification",
            "Calibration", "Verbs", "Help",
        ],
        ["Reports"] =
        [
            "Tables", "Measures", "Charts", "Profiles", "Contention", "Validation", "Maps", "Runs", "Charts/OfRuns", "Console", "Sweeps", "Stored", "Html",
        ],
        ["Allocator/Jemalloc"] =
        [
            "Contended", "Sizes", "Tables/Snapshots", "Threads", "Locks", "Options", "Prof", "Kernel", "Stats", "Extents/Heaps", "Extents/Records", "Metadata", "Extents", "Huge", "Pages",
            "Slabs", "Arenas", "Caches", "Background", "Checks", "Inspection", "Ctl", "Stats/Printing", "Versions", "Heap", "Tables", "Diagnosis", "Trials",
        ],
    };

    // What still looks up, and why.
    private static readonly string[] Circles =
    [
        "Allocator/Jemalloc: Threads -> Prof", "Allocator/Jemalloc: Threads -> Caches", "Allocator/Jemalloc: Threads -> Arenas", // A thread's record points to its cache, its arenas and its samples.
        "Allocator/Jemalloc: Slabs -> Arenas", // An empty slab goes back to its arena.
        "Allocator/Jemalloc: Arenas -> Background", // An arena wakes the thread that purges it.
        "Allocator/Jemalloc: Huge -> Pages", // Page slabs come from the arena's pages, and serve them.
        "Allocator/Jemalloc: Options -> Versions", "Allocator/Jemalloc: Pages -> Versions", // A version's values are given to whom they concern.
    ];

    [TestCaseSource(typeof(Repository), nameof(Repository.Projects))]
    public void ARoom_IsNotCrowded(string project)
    {
        string[] found = [.. Repository.SourceFiles(project).GroupBy(Folder).Where(room => room.Count() > FilesMax).Select(room => $"{room.Key}: {room.Count()} files")];
        Assert.That(found, Is.Empty);
    }

    [Test]
    public void ARoom_UsesThoseBelowIt([Values("Simulator", "Reports", "Workloads", "Cli", "Allocator/Jemalloc")] string house)
        => Assert.That(LooksUp(house).Where(look => !Circles.Contains(look.Split(" in ")[0])), Is.Empty);

    [Test]
    public void EveryCircle_IsThere()
        => Assert.That(Circles.Except(Order.Keys.SelectMany(LooksUp).Select(look => look.Split(" in ")[0])), Is.Empty);

    [Test]
    public void EveryRoom_HasItsLineInTheArchitecture([Values("Simulator", "Reports", "Workloads", "Cli", "Allocator", "Allocator/Jemalloc")] string house)
    {
        string text = Repository.Read("docs/architecture.md");
        string[] rooms = [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, house)).Select(path => Path.GetFileName(path)).Where(name => name is not ("obj" or "bin")).Order(StringComparer.Ordinal)];
        Assert.That(rooms.Where(room => !text.Contains($"`{room}/", StringComparison.Ordinal)), Is.Empty);
    }

    private static IEnumerable<string> LooksUp(string house)
    {
        string[] order = Order[house];
        string spaces = $"AllocSim.{house.Replace('/', '.')}.";
        foreach (string path in Repository.SourceFiles(house.Split('/')[0]).Where(path => Folder(path).StartsWith(house + "/", StringComparison.Ordinal)))
        {
            int room = RoomOf(order, Folder(path)[(house.Length + 1)..]);
            foreach (string used in Using().Matches(Repository.Read(path)).Select(match => match.Groups["name"].Value).Where(name => name.StartsWith(spaces, StringComparison.Ordinal)))
            {
                int other = RoomOf(order, used[spaces.Length..].Replace('.', '/'));
                if (other > room)
                {
                    yield return $"{house}: {order[room]} -> {order[other]} in {path}";
                }
            }
        }
    }

    private static int RoomOf(string[] order, string folder)
    {
        for (string room = folder; room.Length > 0; room = room.Contains('/') ? room[..room.LastIndexOf('/')] : "")
        {
            int index = Array.IndexOf(order, room);
            if (index >= 0)
            {
                return index;
            }
        }

        throw new InvalidOperationException($"{folder} has no place in the order of rooms");
    }

    private static string Folder(string path) => Path.GetDirectoryName(path)!.Replace('\\', '/');

    [GeneratedRegex(@"^using (?<name>AllocSim[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();
}
