namespace AllocSim.Reports.Console;

/// <summary>One column of a <see cref="TextTable"/>.</summary>
/// <param name="Header">Its heading.</param>
/// <param name="Cells">A cell for each row.</param>
/// <param name="IsGlued">Stands in the same block as the column before it.</param>
internal sealed record TextColumn(string Header, IReadOnlyList<string> Cells, bool IsGlued = false)
{
    /// <summary>Characters that it takes.</summary>
    public int Width { get; } = Cells.Append(Header).Max(text => text.Length);
}
