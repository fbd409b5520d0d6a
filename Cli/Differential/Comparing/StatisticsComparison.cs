namespace AllocSim.Cli.Differential.Comparing;

/// <summary>Holds texts of statistics against each other.</summary>
internal static class StatisticsComparison
{
    private const int ContextCharacters = 50;

    /// <summary>Compares two texts.</summary>
    /// <returns>The first difference, or null.</returns>
    public static Difference? Compare(long index, string real, string mine)
    {
        if (real == mine)
        {
            return null;
        }

        int at = mine.AsSpan().CommonPrefixLength(real);
        return new Difference(DifferenceKind.Statistics, index, Around(real, at), Around(mine, at));
    }

    /// <summary>Values in a text: its numbers, and words that stand for one.</summary>
    public static long CountValues(string text)
    {
        long count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bool isStart = char.IsAsciiDigit(text[i]) && (i == 0 || !(char.IsAsciiLetterOrDigit(text[i - 1]) || text[i - 1] is '_' or '.'));
            count += isStart ? 1 : 0;
        }

        return count;
    }

    private static string Around(string text, int at)
    {
        int line = at == 0 ? 0 : text.LastIndexOf('\n', Math.Min(at, text.Length) - 1) + 1;
        int start = Math.Max(line, at - ContextCharacters);
        int end = at < text.Length ? text.IndexOf('\n', at) : -1;
        end = Math.Min(end < 0 ? text.Length : end, at + ContextCharacters);
        return end <= start ? "nothing more" : text[start..end].Trim();
    }
}
