namespace AllocSim.Simulator.Allocation.Views;

/// <summary>How many rows of a view show each value of the column that its summary counts by, and how many bytes they stand for.</summary>
public sealed class ViewCounts
{
    private readonly SortedDictionary<string, (long Count, ulong Bytes)> _counts = new(StringComparer.Ordinal);

    /// <summary>The values, in the order of their letters.</summary>
    public IEnumerable<(string Value, long Count, ulong Bytes)> All => _counts.Select(each => (each.Key, each.Value.Count, each.Value.Bytes));

    /// <summary>Counts a row.</summary>
    /// <param name="value">What the column shows.</param>
    /// <param name="bytes">Bytes that the row stands for; 0 where it is no range.</param>
    public void Add(string value, ulong bytes)
    {
        (long count, ulong sum) = _counts.GetValueOrDefault(value);
        _counts[value] = (count + 1, sum + bytes);
    }
}
