using System.Text.RegularExpressions;

namespace AllocSim.Cli.Differential.Comparing;

/// <summary>Heap profiles without what depends on where code lies: addresses of frames, names, maps, and the order that addresses give.</summary>
internal static partial class ProfileText
{
    /// <summary>The end of a profile's file name.</summary>
    public const string Ending = ".heap";

    /// <summary>The head of a profile, then its backtraces as numbers of frames, each with its counts, in the order of their text.</summary>
    public static string WithoutAddresses(string profile)
    {
        string counts = profile[profile.IndexOf("heap_v2/", StringComparison.Ordinal)..];
        string[] parts = counts.Split("\nMAPPED_LIBRARIES:")[0].TrimEnd('\n').Split("\n@ ");
        var backtraces = parts.Skip(1).Select(part => part.Split('\n')).Select(lines => string.Join('\n', [$"@ {lines[0].Split(' ').Length} frames", .. lines[1..]]));
        return string.Join('\n', [parts[0], .. backtraces.Order(StringComparer.Ordinal)]) + "\n";
    }

    /// <summary>The name of a profile of the library without the number of its process.</summary>
    public static string WithoutProcess(string name) => Process().Replace(name, ".", 1);

    [GeneratedRegex(@"\.\d+\.(?=\d+\.[a-z])")]
    private static partial Regex Process();
}
