using System.Text.RegularExpressions;
using AllocSim.Simulator.Allocation.Diagnosis;

namespace AllocSim.Allocator.Jemalloc.Diagnosis;

/// <summary>What a dump says of the program: sizes, requests and live objects of all arenas together, and how requests fall on the arenas.</summary>
internal static partial class JemallocLoad
{
    private const double NsPerSecond = 1e9;

    /// <summary>Reads it.</summary>
    /// <param name="dump">The dump.</param>
    /// <param name="arenas">The same, arena by arena; none where they are only told together.</param>
    /// <param name="isWhole">Whether the dump has its end, so far as that shows.</param>
    /// <exception cref="FormatException">There are no size classes in it.</exception>
    public static ProgramLoad Of(JemallocDump dump, IReadOnlyList<JemallocDump> arenas, bool isWhole)
    {
        LoadClass[] classes =
        [
            .. dump.Bins.Select(bin => new LoadClass(bin.Size, bin.Requests > 0 ? bin.Requests : bin.Allocations, bin.Live))
                .Concat(dump.Large.Select(large => new LoadClass(large.Size, large.Requests, large.Live)))
                .GroupBy(one => one.Size).OrderBy(group => group.Key)
                .Select(group => new LoadClass(group.Key, group.Sum(one => one.Requests), group.Sum(one => one.Live)))
                .Where(one => one.Size > 0 && (one.Requests > 0 || one.Live > 0)),
        ];
        if (classes.Length == 0)
        {
            throw new FormatException(JemallocGaps.OfClasses(dump));
        }

        double[] shares = [.. arenas.Select(Requests).Where(requests => requests > 0)];
        double? uptime = (dump["uptime_ns"] ?? arenas.Select(arena => arena["uptime_ns"]).Max()) / NsPerSecond;
        string release = dump.Release;
        bool isOld = release.Length == 0 && dump.IsBefore5;
        return new($"jemalloc{(isOld ? " before 5.0" : release.Length == 0 ? "" : " " + release)}", classes, uptime > 0 ? uptime : null, shares.Length > 0 ? shares : [1], [.. Remarks(dump, shares.Length)])
        {
            Policy = isOld ? "" : PolicyOf(release),
            Options = [.. dump.Options],
            Missing = JemallocGaps.OfSizes(dump, Requests(dump), isWhole ? null : arenas.Sum(Requests)),
            MissingForTrials = JemallocGaps.OfTrials(dump, shares.Length),
        };
    }

    /// <summary>The text of each arena by itself, where there is any, and the line in which it begins.</summary>
    /// <param name="text">The dump.</param>
    /// <param name="firstLine">The line in which it begins.</param>
    public static IEnumerable<(string Text, int FirstLine)> Sections(string text, int firstLine)
    {
        MatchCollection heads = ArenaHead().Matches(text);
        for (int i = 0; i < heads.Count; i++)
        {
            yield return (text[heads[i].Index..(i + 1 < heads.Count ? heads[i + 1].Index : text.Length)], firstLine + text.AsSpan(0, heads[i].Index).Count('\n'));
        }
    }

    // The first four releases had chunks or other decay; nobody replays them.
    private static string PolicyOf(string release) => release switch
    {
        "5.3.1" => "jemalloc-5.3.1",
        "" => "jemalloc-5.3",
        _ when release.StartsWith("5.3", StringComparison.Ordinal) => "jemalloc-5.3",
        _ when release.StartsWith("5.2", StringComparison.Ordinal) => "jemalloc-5.2",
        _ when release.StartsWith("5.", StringComparison.Ordinal) => "jemalloc-5.1",
        _ => "",
    };

    private static double Requests(JemallocDump arena) => arena.Bins.Sum(bin => bin.Requests > 0 ? bin.Requests : bin.Allocations) + arena.Large.Sum(large => large.Requests);

    private static IEnumerable<string> Remarks(JemallocDump dump, int arenas)
    {
        yield return "Sizes are those of the classes: what the program asked for within a class is not told, and the top of each class is taken.";
        yield return "Live objects are those that the arenas have handed out, objects in thread caches among them.";
        if (arenas == 0)
        {
            yield return "The arenas are told together only: the workload has one thread. A dump without the option a tells them one by one.";
        }
        else
        {
            yield return $"Threads are not told one by one: the workload has one for each arena in use ({arenas}){(dump["nthreads"] is > 0 and double threads ? FormattableString.Invariant($", where the program had {threads}") : "")}; as many arenas as they need, narenas:{arenas}, keep them apart.";
        }
    }

    [GeneratedRegex(@"^arenas\[\d+\]:", RegexOptions.Multiline)]
    private static partial Regex ArenaHead();
}
