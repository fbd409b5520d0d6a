using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AllocSim.Simulator.Allocation.Diagnosis;

/// <summary>The statistics in a file. People take them from logs: other lines stand around them, the same stands before each line, and one moment follows another.</summary>
public sealed class DumpText
{
    private const double FigureMax = ulong.MaxValue;
    private const int DigitsShown = 24;

    private DumpText(string text, int firstLine, int count)
    {
        Text = text;
        FirstLine = firstLine;
        Count = count;
    }

    /// <summary>The statistics, from where they begin on.</summary>
    public string Text { get; }

    /// <summary>The line of the file in which they begin, from 1.</summary>
    public int FirstLine { get; }

    /// <summary>How often such statistics begin in the file; these are the last ones. 0 where the beginning is missing: then the text is the whole file.</summary>
    public int Count { get; }

    /// <summary>That there are others in the file, as a sentence; empty where there are none.</summary>
    public string Remark => Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"It is the last of {Count} in the file") : "";

    /// <summary>Sentences without their ends, then <see cref="Remark"/>; what is empty is left out.</summary>
    public string RemarkAfter(params string[] sentences) => string.Join(". ", sentences.Append(Remark).Where(sentence => sentence.Length > 0));

    /// <summary>Finds the last statistics in a file, and takes away what stands before each of their lines.</summary>
    /// <param name="file">The text of the file.</param>
    /// <param name="beginning">With what they begin.</param>
    public static DumpText Of(string file, Regex beginning)
    {
        MatchCollection all = beginning.Matches(file);
        if (all.Count == 0)
        {
            return new(file, 1, 0);
        }

        int at = all[^1].Index;
        string before = file[(file.AsSpan(0, at).LastIndexOf('\n') + 1)..at];
        string text = file[at..];
        return new(string.IsNullOrWhiteSpace(before) ? text : Plain(text, before), 1 + file.AsSpan(0, at).Count('\n'), all.Count);
    }

    /// <summary>Reads a figure: digits, with a sign or a point.</summary>
    /// <param name="text">The figure.</param>
    /// <param name="name">What it is called in the message.</param>
    /// <param name="least">The least that it can be: -1 where that means never or none.</param>
    /// <exception cref="FormatException">It is no number, or none that a counter can have.</exception>
    public static double Figure(string text, string name, double least = 0)
        => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && !text.Any(char.IsAsciiLetter)
            ? Figure(value, name, least)
            : throw Wrong(name, text.Length == 0 ? "empty" : $"'{(text.Length > DigitsShown ? text[..DigitsShown] + "…" : text)}'", least);

    /// <summary>A figure that was read.</summary>
    /// <param name="value">The figure.</param>
    /// <param name="name">What it is called in the message.</param>
    /// <param name="least">The least that it can be: -1 where that means never or none.</param>
    /// <exception cref="FormatException">It is none that a counter can have.</exception>
    public static double Figure(double value, string name, double least = 0)
        => value > FigureMax ? throw new FormatException($"{name} is more than 18446744073709551615, the most that a counter holds: the statistics are damaged")
            : value >= least ? value
            : throw Wrong(name, value.ToString(CultureInfo.InvariantCulture), least);

    private static FormatException Wrong(string name, string value, double least)
        => new(FormattableString.Invariant($"{name} is {value}, where a number of {least} or more would be right: the statistics are damaged"));

    // Times within what stands before the lines differ from line to line; lines that begin otherwise stay as they are.
    private static string Plain(string text, string before)
    {
        StringBuilder plain = new(text.Length);
        foreach (string line in text.Split('\n'))
        {
            plain.Append(plain.Length == 0 ? "" : "\n").Append(Begins(line, before) ? line.AsSpan(before.Length) : line);
        }

        return plain.ToString();
    }

    private static bool Begins(string line, string before)
    {
        if (line.Length < before.Length)
        {
            return false;
        }

        for (int i = 0; i < before.Length; i++)
        {
            if (line[i] != before[i] && !(char.IsAsciiDigit(line[i]) && char.IsAsciiDigit(before[i])))
            {
                return false;
            }
        }

        return true;
    }
}
