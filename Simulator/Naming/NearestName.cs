namespace AllocSim.Simulator.Naming;

/// <summary>Finds the name that was probably meant.</summary>
public static class NearestName
{
    /// <summary>The name that takes the fewest changes of one letter, if those are few for its length; the first one among equals. A mistyped word keeps its first letter, so that two changes or more are no guess where it is another.</summary>
    public static string? Of(string typed, IEnumerable<string> names)
    {
        string? best = null;
        int least = int.MaxValue;
        foreach (string name in names)
        {
            int changes = Distance(typed, name);
            if (changes < least && changes <= (Math.Max(typed.Length, name.Length) + 2) / 3 && (changes == 1 || First(typed) == First(name)))
            {
                least = changes;
                best = name;
            }
        }

        return best;
    }

    /// <summary>A question to append to a message: "; did you mean X?", or nothing.</summary>
    public static string Question(string typed, IEnumerable<string> names) => Of(typed, names) is { } name ? $"; did you mean {name}?" : "";

    private static char First(string word) => word.TrimStart('-') is [var letter, ..] ? char.ToLowerInvariant(letter) : default;

    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[b.Length];
    }
}
