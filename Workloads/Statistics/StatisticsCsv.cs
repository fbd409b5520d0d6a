using System.Globalization;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Text;
using CsvHelper;

namespace AllocSim.Workloads.Statistics;

/// <summary>Writes the statistics of a trace as CSV files.</summary>
public static class StatisticsCsv
{
    /// <summary>Writes info.csv, sizes.csv, lifetimes.csv and, where the trace has call stacks, stacks.csv into a folder, which is made where it is missing.</summary>
    public static void Write(TraceStatistics statistics, IReadOnlyList<IReadOnlyList<string>> callStacks, string folder)
    {
        Directory.CreateDirectory(folder);
        using (CsvWriter csv = Open(folder, "info.csv", "name", "value"))
        {
            foreach ((string name, string value) in Rows(statistics))
            {
                Row(csv, name, value);
            }
        }

        WriteHistogram(folder, "sizes.csv", "bytes", statistics.Sizes);
        WriteHistogram(folder, "lifetimes.csv", "ns", statistics.LifetimesNs);
        WriteStacks(folder, StackRow.All(statistics, callStacks));
    }

    private static IEnumerable<(string Name, string Value)> Rows(TraceStatistics s)
    {
        yield return ("operations", Text(s.Operations));
        foreach (OperationKind kind in Enum.GetValues<OperationKind>())
        {
            yield return (TextVerbs.NameOf(kind) + "_calls", Text(s.CountOf(kind)));
        }

        yield return ("threads", Text(s.Threads));
        yield return ("first_time_ns", Text(s.FirstTimeNs));
        yield return ("last_time_ns", Text(s.LastTimeNs));
        yield return ("objects_made", Text(s.ObjectsMade));
        yield return ("requested_bytes", Text(s.BytesRequested));
        yield return ("live_peak_bytes", Text(s.LiveBytesPeak));
        yield return ("live_peak_time_ns", Text(s.LiveBytesPeakTimeNs));
        yield return ("live_peak_objects", Text(s.LiveCountPeak));
        yield return ("live_end_bytes", Text(s.LiveBytes));
        yield return ("live_end_objects", Text(s.LiveCount));
        yield return ("cross_thread_frees", Text(s.CrossThreadFrees));
        yield return ("realloc_from_null", Text(s.Reallocs.FromNull));
        yield return ("realloc_grown", Text(s.Reallocs.Grown));
        yield return ("realloc_shrunk", Text(s.Reallocs.Shrunk));
        yield return ("realloc_same", Text(s.Reallocs.Same));
        yield return ("realloc_to_zero", Text(s.Reallocs.ToZero));
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static void WriteHistogram(string folder, string file, string unit, LogHistogram histogram)
    {
        using CsvWriter csv = Open(folder, file, "least_" + unit, "greatest_" + unit, "count");
        foreach ((ulong least, ulong greatest, long count) in histogram.Buckets())
        {
            Row(csv, Text(least), Text(greatest), Text(count));
        }
    }

    private static void WriteStacks(string folder, IReadOnlyList<StackRow> stacks)
    {
        if (stacks.Count == 0)
        {
            return;
        }

        using CsvWriter csv = Open(folder, "stacks.csv", "live_peak_bytes", "calls", "call_stack");
        foreach (StackRow row in stacks)
        {
            Row(csv, Text(row.PeakBytes), Text(row.Calls), row.CallStack);
        }
    }

    private static CsvWriter Open(string folder, string file, params string[] columns)
    {
        CsvWriter csv = CsvWriter.Create(File.Create(Path.Combine(folder, file)), new CsvWriterOptions { NewLine = "\n" });
        Row(csv, columns);
        return csv;
    }

    private static void Row(CsvWriter csv, params string[] fields)
    {
        foreach (string field in fields)
        {
            csv.WriteField(field);
        }

        csv.EndRecord();
    }
}
