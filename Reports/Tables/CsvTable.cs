using AllocSim.Simulator.Allocation.Tables;
using CsvHelper;

namespace AllocSim.Reports.Tables;

/// <summary>Writes and reads tables: one header line, invariant culture, lines that end with a line feed.</summary>
public static class CsvTable
{
    private static readonly CsvWriterOptions WriterOptions = new() { NewLine = "\n" };
    private static readonly CsvReaderOptions RowOptions = new() { Separator = ',', HasHeader = false };
    private static readonly CsvReaderOptions ReaderOptions = new() { Separator = ',' };

    /// <summary>Writes rows to a stream, which stays open.</summary>
    /// <typeparam name="TRow">A type that names its columns with CsvColumn attributes.</typeparam>
    public static void Write<TRow>(Stream output, IEnumerable<TRow> rows)
    {
        using CsvWriter writer = CsvWriter.Create(output, WriterOptions, leaveOpen: true);
        writer.WriteHeader<TRow>();
        foreach (TRow row in rows)
        {
            writer.WriteRecord(row);
        }
    }

    /// <summary>Writes a table whose columns are known only at run time.</summary>
    public static void Write(Stream output, IEnumerable<string> columns, IEnumerable<IReadOnlyList<object>> rows)
    {
        using CsvWriter writer = CsvWriter.Create(output, WriterOptions, leaveOpen: true);
        WriteFields(writer, columns);
        foreach (IReadOnlyList<object> row in rows)
        {
            WriteFields(writer, row);
        }
    }

    /// <summary>Writes a table of texts and numbers.</summary>
    public static void Write(Stream output, TableData table) => Write(output, table.Columns, table.Rows.Select(row => (IReadOnlyList<object>)[.. row.Select(cell => cell.Text)]));

    /// <summary>Names of the columns of a type.</summary>
    /// <typeparam name="TRow">A type that names its columns with CsvColumn attributes.</typeparam>
    public static IReadOnlyList<string> Columns<TRow>() => RowsOf<TRow>([])[0];

    /// <summary>Where a column stands among those of a type, from 0; -1 for none.</summary>
    /// <typeparam name="TRow">A type that names its columns with CsvColumn attributes.</typeparam>
    public static int ColumnOrder<TRow>(string name) => Array.IndexOf(Orders<TRow>.Names, name);

    /// <summary>Rows as the texts that their fields have in a file.</summary>
    /// <typeparam name="TRow">A type that names its columns with CsvColumn attributes.</typeparam>
    public static IReadOnlyList<string[]> Texts<TRow>(IEnumerable<TRow> rows) => [.. RowsOf(rows).Skip(1)];

    /// <summary>Reads rows that <see cref="Write{TRow}"/> wrote.</summary>
    public static IReadOnlyList<TRow> Read<TRow>(Stream input)
    {
        using CsvReader reader = CsvReader.Create(input, ReaderOptions, leaveOpen: true);
        return [.. reader.GetRecords<TRow>()];
    }

    /// <summary>Reads a table as texts, the header as its first row.</summary>
    /// <exception cref="FormatException">It is no CSV.</exception>
    public static IReadOnlyList<string[]> ReadRows(Stream input)
    {
        using CsvReader reader = CsvReader.Create(input, RowOptions, leaveOpen: true);
        List<string[]> rows = [];
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }

        return rows;
    }

    /// <summary>The columns of a type, read once.</summary>
    private static class Orders<TRow>
    {
        public static readonly string[] Names = [.. Columns<TRow>()];
    }

    private static IReadOnlyList<string[]> RowsOf<TRow>(IEnumerable<TRow> rows)
    {
        using MemoryStream text = new();
        Write(text, rows);
        text.Position = 0;
        return ReadRows(text);
    }

    private static void WriteFields(CsvWriter writer, IEnumerable<object> fields)
    {
        foreach (object field in fields)
        {
            writer.WriteField(field);
        }

        writer.EndRecord();
    }
}
