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
    public static string Follow(string path)
    {
        for (int links = 0; links < LinksMax && TargetOf(path) is { } target; links++)
        {
            path = target;
        }

        return path;
    }

    // 1 for standard output, 2 for standard error, 0 for everything else. They may be regular files, which another name of theirs would overwrite from the start.
    private static int StandardStream(string path)
    {
        for (int links = 0; links < LinksMax; links++)
        {
            switch (Path.GetFullPath(path))
            {
                case "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1":
                    return 1;
                case "/dev/stderr" or "/dev/fd/2" or "/proc/self/fd/2":
                    return 2;
            }

            if (TargetOf(path) is not { } target)
            {
                return 0;
            }

            path = target;
        }

        return 0;
    }

    private static string? TargetOf(string path)
        => new FileInfo(path).LinkTarget is { } target ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", target) : null;

    private static bool IsDevice(string path) => Path.GetFullPath(Follow(path)).StartsWith("/dev/", StringComparison.Ordinal) && !Path.GetFullPath(Follow(path)).StartsWith("/dev/shm/", StringComparison.Ordinal);
}
