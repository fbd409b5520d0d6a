namespace AllocSim.Workloads.Sources;

/// <summary>Looks at the first bytes of a file.</summary>
internal static class Head
{
    /// <summary>The first line that is neither empty nor a comment, without its newline.</summary>
    public static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> head)
    {
        while (!head.IsEmpty)
        {
            int end = head.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? head : head[..end]).Trim(" \t\r"u8);
            if (!line.IsEmpty && line[0] != '#')
            {
                return line;
            }

            head = end < 0 ? default : head[(end + 1)..];
        }

        return default;
    }

    /// <summary>Whether some line of the head satisfies a condition.</summary>
    public static bool AnyLine(ReadOnlySpan<byte> head, Func<byte[], bool> condition)
    {
        for (int lines = 0; lines < 400 && !head.IsEmpty; lines++)
        {
            int end = head.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? head : head[..end];
            if (line.Length < 4096 && condition(line.ToArray()))
            {
                return true;
            }

            head = end < 0 ? default : head[(end + 1)..];
        }

        return false;
    }
}
