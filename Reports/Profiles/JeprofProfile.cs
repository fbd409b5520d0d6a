using System.Globalization;

namespace AllocSim.Reports.Profiles;

/// <summary>Writes a heap profile as jeprof and pprof's Perl ancestor read it, with the names of its frames before it: every object counted, none sampled.</summary>
internal static class JeprofProfile
{
    private const ulong FirstAddress = 0x10000;
    private const ulong Step = 16;

    /// <summary>Writes the file.</summary>
    public static void Write(TextWriter output, IReadOnlyList<ProfileRow> rows)
    {
        var groups = ProfileFrames.Group(rows);
        string[] names = [.. groups.SelectMany(group => group.Frames).Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, ulong> addresses = names.Select((name, i) => (name, i)).ToDictionary(each => each.name, each => FirstAddress + ((ulong)each.i * Step), StringComparer.Ordinal);
        output.Write("--- symbol\nbinary=allocsim\n");
        foreach (string name in names)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"0x{addresses[name]:x16} {name.Replace('\n', ' ')}\n"));
        }

        output.Write("---\n--- heap\n");
        output.Write($"heap profile: {Counts(rows)} @ heapprofile\n");
        foreach ((IReadOnlyList<string> frames, IReadOnlyList<ProfileRow> same) in groups)
        {
            // A reader takes one off each address but the first, which stands behind a call.
            IEnumerable<ulong> at = frames.Reverse().Select((frame, i) => addresses[frame] + (i == 0 ? 0UL : 1));
            output.Write($"{Counts(same)} @{string.Concat(at.Select(address => string.Create(CultureInfo.InvariantCulture, $" 0x{address:x16}")))}\n");
        }

        output.Write("\nMAPPED_LIBRARIES:\n");
    }

    private static string Counts(IReadOnlyList<ProfileRow> rows)
        => string.Create(CultureInfo.InvariantCulture, $"{rows.Sum(row => row.Objects)}: {rows.Sum(row => row.LiveBytes)} [{rows.Sum(row => row.MadeObjects)}: {rows.Sum(row => row.MadeBytes)}]");
}
