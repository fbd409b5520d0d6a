namespace AllocSim.Cli.Runs;

/// <summary>The file `.allocsim` of a folder of results: the files that belong to it, one a line. By it a folder is known as ours, and what an earlier command left can go.</summary>
internal static class OutputIndex
{
    /// <summary>Its name.</summary>
    public const string Name = ".allocsim";

    // A folder without an index is ours, too, where it holds what earlier versions left; and these are written into any folder.
    private static readonly string[] KnownFiles = ["manifest.json", "comparison.csv", "points.csv", "scale.csv", "verify.csv", "report.html"];
    private static readonly string[] SingleFiles = ["addresses.txt", "syscalls.txt", "stats.json", "stats.txt", "environment.txt", "mutexes.txt"];

    /// <summary>Refuses a folder that holds something else. Files that are empty, or being written by this very command, do not count.</summary>
    /// <param name="folder">The folder; it need not be there.</param>
    /// <param name="own">Files that this command is writing.</param>
    /// <exception cref="IOException">It holds something else.</exception>
    public static void RequireOurs(string folder, IEnumerable<string> own)
    {
        if (!Directory.Exists(folder) || KnownFiles.Append(Name).Any(name => File.Exists(Path.Combine(folder, name))))
        {
            return;
        }

        HashSet<string> ours = [.. own.Select(Path.GetFullPath)];
        string? foreign = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .FirstOrDefault(file => new FileInfo(file).Length > 0 && !SingleFiles.Contains(Path.GetFileName(file)) && !ours.Contains(Path.GetFullPath(file)));
        if (foreign is not null)
        {
            throw new IOException($"{folder} contains files that allocsim did not write, such as {Path.GetRelativePath(folder, foreign)}; name a new or empty directory");
        }
    }

    /// <summary>Takes away what an earlier command left, as far as the new files do not replace it, and lists the new ones.</summary>
    /// <param name="folder">The folder; it need not be there.</param>
    /// <param name="partial">The new files.</param>
    public static void Replace(string folder, string partial)
    {
        string[] files = FilesOf(partial);
        foreach (string stale in Read(folder).Except(files, StringComparer.Ordinal))
        {
            Delete(folder, stale);
        }

        Write(partial, files);
    }

    /// <summary>Lists the new files beside those that are there, if the folder has an index or is new.</summary>
    /// <param name="folder">The folder; it need not be there.</param>
    /// <param name="partial">The new files.</param>
    public static void Join(string folder, string partial)
    {
        if (File.Exists(Path.Combine(folder, Name)))
        {
            Write(partial, [.. Read(folder).Union(FilesOf(partial), StringComparer.Ordinal)]);
        }
    }

    private static string[] FilesOf(string folder)
        => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Where(name => name != Name)];

    private static string[] Read(string folder)
    {
        string index = Path.Combine(folder, Name);
        return File.Exists(index) ? File.ReadAllLines(index) : [];
    }

    private static void Write(string folder, string[] files)
        => File.WriteAllText(Path.Combine(folder, Name), string.Concat(files.Order(StringComparer.Ordinal).Select(file => file + "\n")));

    // Names that lead out of the folder are nobody's.
    private static void Delete(string folder, string name)
    {
        string path = Path.GetFullPath(Path.Combine(folder, name));
        string root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        if (!path.StartsWith(root, StringComparison.Ordinal) || !File.Exists(path))
        {
            return;
        }

        File.Delete(path);
        for (string parent = Path.GetDirectoryName(path)!; parent.Length >= root.Length && !Directory.EnumerateFileSystemEntries(parent).Any(); parent = Path.GetDirectoryName(parent)!)
        {
            Directory.Delete(parent);
        }
    }
}
