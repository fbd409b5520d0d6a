using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Sinks;

/// <summary>What stands where a file is to be written.</summary>
internal static class OutputPlace
{
    private const int LinksMax = 40; // As Linux has it.

    /// <summary>Opens what can only be written to as it is: standard output or error, a device, a pipe.</summary>
    /// <param name="path">The path; - for standard output.</param>
    /// <returns>Null for a regular file, and where there is nothing yet.</returns>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public static Stream? TryOpenThrough(string path)
    {
        switch (path == StandardInput.Name ? 1 : StandardStream(path))
        {
            case 1:
                return Console.OpenStandardOutput();
            case 2:
                return Console.OpenStandardError();
        }

        if (!File.Exists(path))
        {
            return null;
        }

        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1 << 16);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException || (e is UnauthorizedAccessException && !IsDevice(path)))
        {
            return null; // A link that leads to nothing yet; a file that may not be written may still be replaced.
        }

        if (!stream.CanSeek || IsDevice(path))
        {
            return stream;
        }

        stream.Dispose();
        return null;
    }

    /// <summary>The file that symbolic links lead to; the path itself where it is none.</summary>
    public static string Follow(string path) => Steps(path).Last();

    // 1 for standard output, 2 for standard error, 0 for everything else. They may be regular files, which another name of theirs would overwrite from the start.
    private static int StandardStream(string path) => Steps(path).Select(step => Path.GetFullPath(step) switch
    {
        "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1" => 1,
        "/dev/stderr" or "/dev/fd/2" or "/proc/self/fd/2" => 2,
        _ => 0,
    }).FirstOrDefault(number => number != 0);

    // The path, and what each symbolic link on the way leads to.
    private static IEnumerable<string> Steps(string path)
    {
        yield return path;
        for (int links = 0; links < LinksMax && new FileInfo(path).LinkTarget is { } target; links++)
        {
            path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", target);
            yield return path;
        }
    }

    private static bool IsDevice(string path)
        => Path.GetFullPath(Follow(path)) is var place && place.StartsWith("/dev/", StringComparison.Ordinal) && !place.StartsWith("/dev/shm/", StringComparison.Ordinal);
}
