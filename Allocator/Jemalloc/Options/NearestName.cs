namespace AllocSim.Allocator.Jemalloc.Options;

/// <summary>Finds the known name that a mistyped one was meant to be.</summary>
internal static class NearestName
{
    /// <summary>The name with the fewest insertions, deletions and replacements, the first of several; null when none is near.</summary>
    public static string? Of(string typed, IEnumerable<string> names)
    {
        var nearest = names.MinBy(name => Distance(typed, name));
        return nearest is not null && Distance(typed, nearest) <= Math.Max(2, nearest.Length / 3) ? nearest : null;
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
