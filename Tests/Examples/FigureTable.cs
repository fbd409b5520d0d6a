using System.Globalization;
using AllocSim.Simulator.Text;

namespace AllocSim.Tests.Examples;

/// <summary>Some columns of a table that a command wrote.</summary>
/// <param name="Columns">Their names.</param>
/// <param name="Rows">The rows, with a text for each column.</param>
internal sealed record FigureTable(string[] Columns, string[][] Rows)
{
    /// <summary>Reads a CSV file.</summary>
    public static FigureTable Read(string path)
    {
        string[][] lines = [.. File.ReadLines(path).Select(Fields)];
        return new FigureTable(lines[0], lines[1..]);
    }

    /// <summary>The same rows with other columns.</summary>
    public FigureTable Pick(string[] columns)
    {
        int[] places = [.. columns.Select(column => Array.IndexOf(Columns, column))];
        Assert.That(places, Has.None.Negative, "columns that the command does not write, of " + string.Join(", ", columns));
        return new FigureTable(columns, [.. Rows.Select(row => places.Select(place => row[place]).ToArray())]);
    }

    /// <summary>As CSV.</summary>
    public string ToCsv() => string.Concat(new[] { Columns }.Concat(Rows).Select(row => string.Join(',', row.Select(Quote)) + "\n"));

    /// <summary>As a table for people, with units.</summary>
    public string ToMarkdown() => string.Concat(
        new[] { Columns.Select(Title), Columns.Select(column => IsText(column) ? "---" : "---:") }
            .Concat(Rows.Select(row => row.Zip(Columns, Show)))
            .Select(cells => "| " + string.Join(" | ", cells) + " |\n"));

    // Quotes part the line in turns: what is between two of them keeps its commas.
    private static string[] Fields(string line) =>
        [.. string.Concat(line.Split('"').Select((part, i) => i % 2 == 0 ? part.Replace(',', '\n') : part)).Split('\n')];

    private static string Quote(string text) => text.Contains(',', StringComparison.Ordinal) ? '"' + text + '"' : text;

    private static bool IsText(string column) => column is "conf" or "hottest_mutex" or "trace";

    private static string Title(string column)
    {
        string[] words = column.Split('_');
        return column == "conf" ? "options" : string.Join(' ', words[^1] is "bytes" or "ns" or "ratio" ? words[..^1] : words);
    }

    private static string Show(string text, string column)
    {
        if (column == "conf" && text.Length == 0)
        {
            return "(default)";
        }

        if (IsText(column) || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
        {
            return text.Length == 0 ? "none" : $"`{text}`";
        }

        return column.Split('_')[^1] switch
        {
            "bytes" => Quantity.Bytes(value),
            "ns" => Quantity.Nanoseconds(value),
            "ratio" or "share" => Quantity.Percent(value),
            _ => Quantity.Count((long)value),
        };
    }
}
