using System.Text.RegularExpressions;

namespace AllocSim.Cli.Differential.Comparing;

/// <summary>Heap profiles without what depends on where code lies: addresses of frames, names, maps, and the order that addresses give.</summary>
internal static partial class ProfileText
{
    /// <summary>The end of a profile's file name.</summary>
    public const string Ending = ".heap";

    /// <summary>The end of the file name of a log of samples.</summary>
    public const string LogEnding = ".json";

    /// <summary>A profile or a log, as its name says, so that two programs' can be compared.</summary>
    public static string Comparable(string name, string text) => name.EndsWith(LogEnding, StringComparison.Ordinal) ? WithNumberedAddresses(text) : WithoutAddresses(text);

    /// <summary>A log of samples with its addresses numbered as they come, and without the number of its process.</summary>
    public static string WithNumberedAddresses(string log)
    {
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        string numbered = Address().Replace(log, found => numbers.TryGetValue(found.Value, out int number) ? $"{number}" : $"{numbers[found.Value] = numbers.Count}");
        return ProcessInLog().Replace(numbered, "\"pid\":0");
    }

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

    [GeneratedRegex("0x[0-9a-f]+")]
    private static partial Regex Address();

    [GeneratedRegex("\"pid\":[0-9]+")]
    private static partial Regex ProcessInLog();
}
