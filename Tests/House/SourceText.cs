using System.Text;

namespace AllocSim.Tests.House;

/// <summary>C# source with comments and the insides of string and character literals blanked out, line by line as it was.</summary>
internal static class SourceText
{
    public static string CodeOnly(string source)
    {
        StringBuilder code = new(source.Length);
        int i = 0;
        while (i < source.Length)
        {
            int end = EndOfHidden(source, i);
            if (end == i)
            {
                code.Append(source[i++]);
                continue;
            }

            for (; i < end; i++)
            {
                code.Append(source[i] == '\n' ? '\n' : ' ');
            }
        }

        return code.ToString();
    }

    /// <summary>Where the comment or literal that begins here ends; the same place when none begins.</summary>
    private static int EndOfHidden(string source, int i)
    {
        if (source.AsSpan(i).StartsWith("//"))
        {
            return Find(source, "\n", i, keepsMark: true);
        }

        if (source.AsSpan(i).StartsWith("/*"))
        {
            return Find(source, "*/", i + 2);
        }

        if (source.AsSpan(i).StartsWith("\"\"\""))
        {
            int quotes = 3;
            while (i + quotes < source.Length && source[i + quotes] == '"')
            {
                quotes++;
            }

            return Find(source, new string('"', quotes), i + quotes);
        }

        if (source[i] == '"' && i > 0 && (source[i - 1] == '@' || (source[i - 1] == '$' && i > 1 && source[i - 2] == '@')))
        {
            int at = i + 1;
            while (at < source.Length && (source[at] != '"' || (at + 1 < source.Length && source[at + 1] == '"')))
            {
                at += source[at] == '"' ? 2 : 1;
            }

            return at + 1;
        }

        if (source[i] is '"' or '\'')
        {
            int at = i + 1;
            while (at < source.Length && source[at] != source[i])
            {
                at += source[at] == '\\' ? 2 : 1;
            }

            return Math.Min(at + 1, source.Length);
        }

        return i;
    }

    private static int Find(string source, string mark, int from, bool keepsMark = false)
    {
        int at = source.IndexOf(mark, from, StringComparison.Ordinal);
        return at < 0 ? source.Length : keepsMark ? at : at + mark.Length;
    }
}
