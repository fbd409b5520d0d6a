using AllocSim.Reports.Tables;
using CsvHelper;

namespace AllocSim.Reports.Stored;

/// <summary>Reads tables back, and says in one line each what is wrong with a file.</summary>
internal static class StoredTableReader
{
    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
    };

    /// <summary>Reads a table field by field.</summary>
    /// <param name="path">The file, which exists.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="rowsMax">Rows that are wanted; what is behind them is counted.</param>
    /// <returns>Null when something is.</returns>
    public static StoredTable? TryRead(string path, List<string> errors, int rowsMax = int.MaxValue)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length == 0 || bytes[^1] != '\n')
        {
            errors.Add(bytes.Length == 0 ? $"{path} is empty: expected a header line" : $"{path} is cut off: its last line has no end");
            return null;
        }

        try
        {
            using CsvReader reader = CsvReader.Create(bytes, Options);
            string[] columns = [.. reader.Headers];
            List<IReadOnlyList<string>> rows = [];
            int total = 0;
            while (reader.Read())
            {
                if (reader.FieldCount != columns.Length)
                {
                    errors.Add(FormattableString.Invariant($"{path}:{reader.LineNumber}: {reader.FieldCount} fields; the header has {columns.Length}"));
                    return null;
                }

                if (++total > rowsMax)
                {
                    continue;
                }

                rows.Add([.. Enumerable.Range(0, columns.Length).Select(reader.GetString)]);
            }

            return new StoredTable(Path.GetFileNameWithoutExtension(path), columns, rows) { Total = total };
        }
        catch (CsvFormatException e)
        {
            errors.Add($"{path} is no CSV table: {OneLine(e)}");
            return null;
        }
    }

    /// <summary>Reads a table into rows of its own type. A table that has been complained of, or is not there, gives none.</summary>
    /// <param name="directory">Where it is.</param>
    /// <param name="table">The table as <see cref="TryRead"/> read it; null for none.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static IReadOnlyList<TRow> Rows<TRow>(string directory, StoredTable? table, List<string> errors)
    {
        if (table is null)
        {
            return [];
        }

        string path = Path.Combine(directory, table.Name + ".csv");
        try
        {
            using FileStream input = File.OpenRead(path);
            return CsvTable.Read<TRow>(input);
        }
        catch (Exception e) when (e is CsvFormatException or CsvValidationException or FormatException or OverflowException or KeyNotFoundException)
        {
            errors.Add($"{path} cannot be read: {OneLine(e)}");
            return [];
        }
    }

    private static string OneLine(Exception e) => e.Message.ReplaceLineEndings(" ").TrimEnd('.');
}
