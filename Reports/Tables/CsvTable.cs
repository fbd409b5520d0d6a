using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using CsvHelper.TypeConversion;

namespace AllocSim.Reports.Tables;

/// <summary>Writes and reads tables: one header line of lower-case names, invariant culture, lines that end with a line feed, numbers with a ratio's worth of decimals.</summary>
public static class CsvTable
{
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    /// <summary>Writes rows to a stream, which stays open.</summary>
    public static void Write<TRow>(Stream output, IEnumerable<TRow> rows)
    {
        using StreamWriter text = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        using CsvWriter writer = new(text, Configuration);
        writer.Context.TypeConverterOptionsCache.GetOptions<double>().Formats = ["0.######"];
        writer.Context.TypeConverterOptionsCache.GetOptions<double?>().Formats = ["0.######"];
        writer.Context.RegisterClassMap<SnakeCaseMap<TRow>>();
        writer.WriteHeader<TRow>();
        writer.NextRecord();
        foreach (TRow row in rows)
        {
            writer.WriteRecord(row);
            writer.NextRecord();
        }
    }

    /// <summary>Reads rows that <see cref="Write"/> wrote.</summary>
    public static IReadOnlyList<TRow> Read<TRow>(Stream input)
    {
        using StreamReader text = new(input, leaveOpen: true);
        using CsvReader reader = new(text, Configuration);
        reader.Context.RegisterClassMap<SnakeCaseMap<TRow>>();
        return [.. reader.GetRecords<TRow>()];
    }
}
