namespace AllocSim.Cli.Recording;

/// <summary>Why the system does not start a file, in words that say what would do.</summary>
internal static class StartRefusal
{
    // Numbers of Linux.
    private const int NoSuchFile = 2;
    private const int NoProgram = 8;
    private const int NotPermitted = 13;

    /// <summary>The words.</summary>
    /// <param name="file">The file; it is there.</param>
    /// <param name="error">The system's number.</param>
    /// <param name="said">What it says in its own words, for numbers that are not known here.</param>
    public static string Words(string file, int error, string said) => error switch
    {
        NoSuchFile => Interpreter(file) is { } interpreter
            ? $"{file} cannot be started: its first line names {interpreter}, which is not there"
            : $"{file} cannot be started: the loader that it names is not there, as of a program for another system",
        NoProgram => $"{file} cannot be started: it is no program for this machine, and no script that begins with #!; a script is recorded as sh {file}",
        NotPermitted => $"{file} cannot be started: it may not be run; chmod +x {file} permits it",
        _ => $"{file} cannot be started: {said}",
    };

    private static string? Interpreter(string file)
    {
        using StreamReader reader = new(file);
        char[] first = new char[256];
        string line = new string(first, 0, reader.Read(first)).Split('\n')[0];
        return line.StartsWith("#!", StringComparison.Ordinal) ? line[2..].Trim().Split(' ')[0] : null;
    }
}
