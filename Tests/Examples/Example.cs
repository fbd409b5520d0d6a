using AllocSim.Tests.House;

namespace AllocSim.Tests.Examples;

/// <summary>A folder of examples/: a README.md with a question, commands and an answer, the workload, and the figures in expected/.</summary>
/// <param name="Name">The folder's name; the commands write below out/NAME.</param>
internal sealed record Example(string Name)
{
    private const string FiguresMark = "<!-- figures: ";

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Example> All { get; } =
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "examples")).Select(folder => new Example(Path.GetFileName(folder))).OrderBy(e => e.Name, StringComparer.Ordinal)];

    /// <summary>Its folder.</summary>
    public string Folder => Path.Combine(Repository.Root, "examples", Name);

    /// <summary>Path of its text.</summary>
    public string ReadmePath => Path.Combine(Folder, "README.md");

    /// <summary>Its text.</summary>
    public string Readme => File.ReadAllText(ReadmePath);

    /// <summary>Where its figures are.</summary>
    public string ExpectedFolder => Path.Combine(Folder, "expected");

    /// <summary>Its files of figures, by path from there.</summary>
    public string[] ExpectedFiles => [.. Directory.EnumerateFiles(ExpectedFolder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(ExpectedFolder, file)).Order(StringComparer.Ordinal)];

    /// <summary>Its commands, in the order of the text.</summary>
    public ExampleCommand[] Commands => [.. ExampleCommand.In(Readme)];

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The table of the text that shows a file of figures; empty when there is none.</summary>
    public string ShownTable(string file)
    {
        (int start, int end) = PlaceOfTable(Readme, file);
        return Readme[start..end];
    }

    /// <summary>Puts another table in its place.</summary>
    public void ShowTable(string file, string table)
    {
        string text = Readme;
        (int start, int end) = PlaceOfTable(text, file);
        File.WriteAllText(ReadmePath, text[..start] + table + text[end..]);
    }

    private static (int Start, int End) PlaceOfTable(string text, string file)
    {
        string mark = FiguresMark + file.Replace('\\', '/') + " -->\n";
        int at = text.IndexOf(mark, StringComparison.Ordinal);
        Assert.That(at, Is.Not.Negative, $"README.md has no line \"{mark.TrimEnd()}\"");
        int start = at + mark.Length, end = start;
        while (end < text.Length && text[end] == '|')
        {
            end = text.IndexOf('\n', end) + 1;
        }

        return (start, end);
    }
}
