using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Reports.Runs;

/// <summary>The tables in a run's directory, taken at their word.</summary>
/// <param name="directory">What was given as --out.</param>
internal sealed class TableDirectory(string directory) : ITableSource
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [.. Directory.EnumerateFiles(directory, "*.csv").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public TableData? Table(string name)
    {
        string path = Path.Combine(directory, name + ".csv");
        if (!File.Exists(path))
        {
            return null;
        }

        using FileStream input = File.OpenRead(path);
        IReadOnlyList<string[]> rows = CsvTable.ReadRows(input);
        return new TableData(name, rows[0], [.. rows.Skip(1).Select(row => (TableCell[])[.. row.Select(text => (TableCell)text)])]);
    }

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
