using System.Text.RegularExpressions;

namespace AllocSim.Reports.Stored;

/// <summary>Finds the runs that a folder stands for: itself, or each of the folders in it, as a comparison leaves them.</summary>
public static partial class RunFolders
{
    private const int NamedMax = 4;

    /// <summary>The runs of a folder, in the order of their names, numbers by value.</summary>
    /// <param name="path">What was named.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static IReadOnlyList<string> Find(string path, ICollection<string> errors)
    {
        if (!Directory.Exists(path))
        {
            errors.Add(File.Exists(path) ? $"{path} is a file; a run is the folder that --out names" : $"{path} does not exist");
            return [];
        }

        path = Path.TrimEndingDirectorySeparator(path);
        if (IsRun(path))
        {
            return [path];
        }

        string[] inside = [.. Directory.EnumerateDirectories(path).Where(IsRun).OrderBy(Stem, StringComparer.Ordinal).ThenBy(Number)];
        if (inside.Length == 0)
        {
            string[] deeper = [.. Directory.EnumerateDirectories(path).Where(folder => Directory.EnumerateDirectories(folder).Any(IsRun)).Order(StringComparer.Ordinal)];
            errors.Add(File.Exists(Path.Combine(path, "points.csv"))
                ? $"{path} is a sweep, not a run: its tables and charts lie in it; replay TRACE --conf OPTIONS --out DIR makes a run of one of its points"
                : deeper.Length == 0
                ? $"{path} is no run: it has no {StoredManifest.FileName}, and no folder in it has one; a run is what replay TRACE --out DIR leaves"
                : $"{path} is no run; runs lie in {string.Join(", ", deeper.Take(NamedMax))}{(deeper.Length > NamedMax ? ", …" : "")}");
        }

        return inside;
    }

    private static bool IsRun(string folder) => File.Exists(Path.Combine(folder, StoredManifest.FileName));

    private static string Stem(string folder) => TrailingNumber().Replace(Path.GetFileName(folder), "");

    private static int Number(string folder) => int.TryParse(TrailingNumber().Match(folder).Value, System.Globalization.CultureInfo.InvariantCulture, out int number) ? number : 0;

    [GeneratedRegex("[0-9]+$")]
    private static partial Regex TrailingNumber();
}
