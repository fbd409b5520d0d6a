namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <summary>The columns of a table of the statistics.</summary>
/// <param name="Titles">What stands in the first row.</param>
/// <param name="Widths">Least widths in characters; below 0 for a column that begins at its left edge.</param>
internal sealed record StatsColumns(string[] Titles, int[] Widths)
{
    /// <summary>Columns from titles and widths in turn.</summary>
    public static StatsColumns Of(params (string Title, int Width)[] columns) => new([.. columns.Select(c => c.Title)], [.. columns.Select(c => c.Width)]);

    /// <summary>These and others to their right.</summary>
    public StatsColumns With(StatsColumns others) => new([.. Titles, .. others.Titles], [.. Widths, .. others.Widths]);

    /// <summary>These with others before the one at a place.</summary>
    public StatsColumns With(StatsColumns others, int place) =>
        new([.. Titles[..place], .. others.Titles, .. Titles[place..]], [.. Widths[..place], .. others.Widths, .. Widths[place..]]);

    /// <summary>The columns with a label before the first row: that takes from the first column's width.</summary>
    public StatsColumns After(string label) => this with { Widths = [Widths[0] - label.Length, .. Widths[1..]] };
}
