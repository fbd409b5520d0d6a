using System.Text;
using System.Text.Json;
using AllocSim.Reports.Stored;
using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Html;

/// <summary>What the page's script draws from: runs, charts and tables, as one JSON object.</summary>
internal static class PageData
{
    /// <summary>Rows of a table that the page carries; more are in the file.</summary>
    public const int RowsMax = ReportPage.RowsMax;

    /// <summary>The object's text for stored runs; it holds no character that could end a script element.</summary>
    public static string Of(IReadOnlyList<StoredRun> runs, IReadOnlyList<string> labels, IReadOnlyList<PageChart> charts)
        => Of(labels, charts, PeakTime(runs[0]), [.. runs.Select(run => run.Result.Tables.Stacks)], [.. runs.Select(run => run.Tables)], runs is [{ Result.PackedHeap: { } heap }] ? heap : null);

    /// <summary>The object's text.</summary>
    /// <param name="labels">What the runs are called.</param>
    /// <param name="charts">The charts.</param>
    /// <param name="peak">Where the readout stands at first.</param>
    /// <param name="stacks">Call stacks of each run.</param>
    /// <param name="tables">Tables of each run.</param>
    /// <param name="heap">The heap at moments of the run, packed; null for none.</param>
    public static string Of(IReadOnlyList<string> labels, IReadOnlyList<PageChart> charts, long peak, IReadOnlyList<IReadOnlyList<StackRow>> stacks, IReadOnlyList<IReadOnlyList<StoredTable>> tables, byte[]? heap = null)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("runs");
            foreach (string label in labels)
            {
                json.WriteStringValue(label);
            }

            json.WriteEndArray();
            json.WriteNumber("peak", peak);
            json.WriteStartArray("charts");
            foreach (PageChart chart in charts)
            {
                ChartJson.Write(json, chart);
            }

            json.WriteEndArray();
            StackJson.Write(json, stacks);
            WriteTables(json, tables);
            if (heap is not null)
            {
                json.WriteBase64String("heap", heap);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Where the readout stands at first: the sample with the most requested bytes, on the axis of the charts.</summary>
    private static long PeakTime(StoredRun run)
    {
        var timeline = run.Result.Timeline;
        var peak = timeline.MaxBy(sample => sample.RequestedBytes)!;
        return timeline[^1].TimeNs > timeline[0].TimeNs ? peak.TimeNs : peak.Operation;
    }

    private static void WriteTables(Utf8JsonWriter json, IReadOnlyList<IReadOnlyList<StoredTable>> runs)
    {
        json.WriteStartArray("tables");
        foreach (string name in runs.SelectMany(tables => tables).Select(table => table.Name).Distinct())
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteStartArray("parts");
            for (int i = 0; i < runs.Count; i++)
            {
                if (runs[i].FirstOrDefault(table => table.Name == name) is { } table)
                {
                    WriteTable(json, i, table);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTable(Utf8JsonWriter json, int run, StoredTable table)
    {
        json.WriteStartObject();
        json.WriteNumber("run", run);
        json.WriteNumber("total", table.Total);
        WriteFields("columns", table.Columns);
        json.WriteStartArray("rows");
        foreach (IReadOnlyList<string> row in table.Rows.Take(RowsMax))
        {
            WriteFields(null, row);
        }

        json.WriteEndArray();
        json.WriteEndObject();

        void WriteFields(string? name, IReadOnlyList<string> fields)
        {
            if (name is null)
            {
                json.WriteStartArray();
            }
            else
            {
                json.WriteStartArray(name);
            }

            foreach (string field in fields)
            {
                json.WriteStringValue(field);
            }

            json.WriteEndArray();
        }
    }
}
