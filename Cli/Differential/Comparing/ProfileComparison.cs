namespace AllocSim.Cli.Differential.Comparing;

/// <summary>Holds heap profiles against those that the library wrote: their counts, backtrace by backtrace. Where code lies is the library's own.</summary>
/// <param name="folder">The folder in which the library writes.</param>
internal sealed class ProfileComparison(string folder)
{
    /// <summary>The name of the profile at the end of the run. The harness gives it.</summary>
    public const string Final = "end.heap";

    /// <summary>Profiles that were equal.</summary>
    public long Equal { get; private set; }

    /// <summary>Compares profiles, which the library has written by now, and takes them away.</summary>
    /// <param name="index">The operation by which they were written.</param>
    /// <param name="mine">The simulator's, by name.</param>
    /// <returns>The first difference, or null.</returns>
    public Difference? Compare(long index, IReadOnlyDictionary<string, string> mine)
    {
        if (mine.Count == 0)
        {
            return null;
        }

        SortedDictionary<string, string> written = new(StringComparer.Ordinal);
        foreach (string path in Directory.GetFiles(folder).Where(file => file.EndsWith(ProfileText.Ending, StringComparison.Ordinal) || file.EndsWith(ProfileText.LogEnding, StringComparison.Ordinal)))
        {
            written[ProfileText.WithoutProcess(Path.GetFileName(path))] = path;
        }

        foreach ((string name, string text) in mine)
        {
            // Under another prefix the library writes elsewhere.
            if (written.TryGetValue(Path.GetFileName(name), out string? path) && CompareOne(index, name, path, text) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private Difference? CompareOne(long index, string name, string path, string mine)
    {
        string[] real = ProfileText.Comparable(path, File.ReadAllText(path)).Split('\n');
        string[] lines = ProfileText.Comparable(name, mine).Split('\n');
        File.Delete(path);
        for (int i = 0; i < Math.Max(real.Length, lines.Length); i++)
        {
            string ofReal = i < real.Length ? real[i] : "no more lines";
            string ofMine = i < lines.Length ? lines[i] : "no more lines";
            if (ofReal != ofMine)
            {
                return new Difference(DifferenceKind.Profile, index, $"{name}: {ofReal.Trim()}", ofMine.Trim());
            }
        }

        Equal++;
        return null;
    }
}
