using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Runs;

/// <summary>The tables in a run's directory, taken at their word.</summary>
/// <param name="directory">What was given as --out.</param>
internal sealed class TableDirectory(string directory) : ITableSource
{
    /// <inheritdoc/>
    public IReadOnlyList<TRow> Rows<TRow>(string name)
    {
        string path = Path.Combine(directory, name + ".csv");
        if (!File.Exists(path))
        {
            return [];
        }

        using FileStream input = File.OpenRead(path);
        return CsvTable.Read<TRow>(input);
    }
}
