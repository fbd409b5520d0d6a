using System.Text.Json;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Html;

/// <summary>Writes call stacks for the page's flame graph: names once, stacks as numbers of names from the outermost frame in.</summary>
internal static class StackJson
{
    private const int RowsMax = 4000;

    /// <summary>Writes the stacks of all runs. Of very many the small ones are one stack, so that sums stay what the table's are.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<IReadOnlyList<StackRow>> runs)
    {
        Dictionary<string, int> names = [];
        List<string> order = [];
        json.WriteStartArray("stacks");
        for (int run = 0; run < runs.Count; run++)
        {
            foreach (IGrouping<string, StackRow> moment in runs[run].GroupBy(row => row.Moment))
            {
                StackRow[] rows = [.. moment];
                json.WriteStartObject();
                json.WriteNumber("run", run);
                json.WriteString("moment", moment.Key);
                json.WriteStartArray("rows");
                foreach (StackRow row in rows.Take(RowsMax))
                {
                    WriteRow(row, row.CallStack.Length == 0 ? ["(no call stack)"] : row.CallStack.Split(" < "));
                }

                if (rows.Length > RowsMax)
                {
                    StackRow[] rest = rows[RowsMax..];
                    WriteRow(new StackRow { LiveBytes = (ulong)rest.Sum(row => (long)row.LiveBytes), WastedBytes = (ulong)rest.Sum(row => (long)row.WastedBytes), PinnedBytes = rest.Sum(row => row.PinnedBytes) }, [$"({rest.Length} smaller {Quantity.Noun(rest.Length, "stack")})"]);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("frames");
        order.ForEach(json.WriteStringValue);
        json.WriteEndArray();

        void WriteRow(StackRow row, string[] frames)
        {
            json.WriteStartArray();
            json.WriteNumberValue(row.LiveBytes);
            json.WriteNumberValue(row.WastedBytes);
            json.WriteNumberValue(row.PinnedBytes);
            foreach (string frame in frames.Reverse())
            {
                if (!names.TryGetValue(frame, out int number))
                {
                    names.Add(frame, number = order.Count);
                    order.Add(frame);
                }

                json.WriteNumberValue(number);
            }

            json.WriteEndArray();
        }
    }
}
