namespace AllocSim.Reports.Console;

/// <summary>Text cut into lines that fit a terminal. A number stays in one piece with its unit.</summary>
public static class TextLines
{
    /// <summary>Writes a text; its lines from the second on are indented.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="text">The text.</param>
    /// <param name="width">Characters in a line; null for one long line.</param>
    /// <param name="indent">Blanks before the lines that follow.</param>
    public static void Write(TextWriter output, string text, int? width, int indent = 0)
    {
        string margin = "";
        while (width is { } most && margin.Length + text.Length > most && Break(text, most - margin.Length) is var end && end > 0)
        {
            output.Write(margin + text[..end].TrimEnd() + "\n");
            text = text[end..].TrimStart();
            margin = new string(' ', indent);
        }

        output.Write(margin + text + "\n");
    }

    /// <summary>What stands in a sentence one behind the other: a, b and c.</summary>
    internal static string Listed(IReadOnlyList<string> words) => words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} and {words[^1]}";

    /// <summary>Where the next line may begin: behind a blank, but for one behind a number, or behind a comma between options.</summary>
    private static int Break(string text, int most)
    {
        int first = text.Length - text.TrimStart().Length;
        for (int i = Math.Min(most, text.Length - 1); i > first; i--)
        {
            bool isBlank = text[i] == ' ' && !char.IsAsciiDigit(text[i - 1]);
            bool isComma = i < most && text[i] == ',' && char.IsAsciiLetter(text[i + 1 < text.Length ? i + 1 : i]);
            if (isBlank || isComma)
            {
                return i + 1;
            }
        }

        // Nothing fits: the first place behind it.
        for (int i = Math.Max(most, first + 1); i + 1 < text.Length; i++)
        {
            if ((text[i] == ' ' && !char.IsAsciiDigit(text[i - 1])) || (text[i] == ',' && char.IsAsciiLetter(text[i + 1])))
            {
                return i + 1;
            }
        }

        return 0;
    }
}
