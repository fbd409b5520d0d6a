namespace AllocSim.Cli.Parsing;

/// <summary>A choice of size classes as it was given, and where each class of a list stands.</summary>
/// <param name="Text">The choice in one line; a list is SIZE:PAGES|SIZE:PAGES|….</param>
/// <param name="Label">What tables call it.</param>
/// <param name="PlaceOf">Where the n-th class of the list stands; null where it has no place of its own.</param>
public sealed record SizeClassArgument(string Text, string Label, Func<int, string>? PlaceOf = null)
{
    private const string FilePrefix = "file:";

    /// <summary>The allocator's own classes.</summary>
    public static SizeClassArgument None { get; } = new("", "");

    /// <summary>Reads what was typed: a choice, or file:PATH for a file with a class a line, SIZE PAGES; lines that begin with # are comments.</summary>
    public static SizeClassArgument Read(string typed, Arguments arguments)
    {
        if (!typed.StartsWith(FilePrefix, StringComparison.Ordinal))
        {
            return new SizeClassArgument(typed, typed);
        }

        string path = arguments.ExistingFile(typed[FilePrefix.Length..], "the list of size classes");
        if (!File.Exists(path))
        {
            return new SizeClassArgument("", typed);
        }

        List<string> classes = [];
        List<string> places = [];
        string[] lines = File.ReadAllLines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            string[] fields = lines[i].Split((char[])[' ', '\t', ':'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 0 && !fields[0].StartsWith('#'))
            {
                classes.Add(string.Join(':', fields));
                places.Add(FormattableString.Invariant($"{path}:{i + 1}"));
            }
        }

        return new SizeClassArgument("list:" + string.Join('|', classes), typed, at => places[Math.Min(at, places.Count - 1)]);
    }
}
