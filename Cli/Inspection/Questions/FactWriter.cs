using System.Globalization;
using System.Text;
using System.Text.Json;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Cli.Inspection.Questions;

/// <summary>Writes facts and tables as JSON, one object a line. Whole numbers are numbers; addresses and all else are texts.</summary>
internal static class FactWriter
{
    private const int ExactDigits = 15;
    private const string Kind = "kind";

    /// <summary>Writes the facts about one thing.</summary>
    public static void WriteJson(TextWriter output, long index, string name, string value, IReadOnlyList<Fact> facts) => Write(output, json =>
    {
        json.WriteNumber("index", index);
        json.WriteString(name, value);
        json.WriteStartArray("facts");
        foreach (Fact fact in facts)
        {
            json.WriteStartObject();
            json.WriteString(Kind, fact.Kind);
            foreach ((string field, string text) in fact.Fields)
            {
                WriteValue(json, field == Kind ? "row_kind" : field, text); // A name stands once in an object.
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Writes a table that belongs to no moment.</summary>
    public static void WriteJson(TextWriter output, TableData table) => Write(output, json => WriteTable(json, table));

    /// <summary>Writes a table as it is after an operation.</summary>
    public static void WriteJson(TextWriter output, long index, TableData table) => Write(output, json =>
    {
        json.WriteNumber("index", index);
        WriteTable(json, table);
    });

    private static void WriteTable(Utf8JsonWriter json, TableData table)
    {
        json.WriteString("view", table.Name);
        json.WriteStartArray("rows");
        foreach (TableCell[] row in table.Rows)
        {
            json.WriteStartObject();
            for (int i = 0; i < row.Length; i++)
            {
                if (!row[i].IsEmpty)
                {
                    WriteValue(json, table.Columns[i], row[i].Text);
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(TextWriter output, Action<Utf8JsonWriter> fill)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            fill(json);
            json.WriteEndObject();
        }

        output.Write(Encoding.UTF8.GetString(text.ToArray()));
        output.Write('\n');
    }

    // Readers of JSON keep 53 bits of a number.
    private static void WriteValue(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length <= ExactDigits && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number.ToString(CultureInfo.InvariantCulture) == text)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteString(name, text);
        }
    }
}
