namespace AllocSim.Workloads.Sources;

/// <summary>Input that can be read only once, standard input and pipes. It is kept in a temporary file, as a trace may be read more than once.</summary>
public static class StandardInput
{
    /// <summary>What standard input is called where a file is named.</summary>
    public const string Name = "-";

    private static readonly Lock Guard = new();
    private static readonly Dictionary<string, string> Kept = [];

    /// <summary>The file to open for a path: itself, or where it can be read only once the file that keeps it, which is filled at the first call and removed when the process ends.</summary>
    /// <param name="path">The path, or - for standard input.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string FileOf(string path)
    {
        lock (Guard)
        {
            if (Kept.TryGetValue(path, out string? kept))
            {
                return kept;
            }

            using Stream input = path == Name ? Console.OpenStandardInput() : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            return path != Name && input.CanSeek ? path : Kept[path] = Copy(input);
        }
    }

    private static string Copy(Stream input)
    {
        string path = Path.GetTempFileName();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
        using FileStream file = File.Create(path);
        input.CopyTo(file);
        return path;
    }
}
