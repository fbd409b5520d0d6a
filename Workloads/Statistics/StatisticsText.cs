using System.Globalization;
using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Text;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Statistics;

/// <summary>Writes the statistics of a trace for people.</summary>
public static class StatisticsText
{
    private const int BarWidth = 40, StacksMax = 10;

    /// <summary>Writes all of it.</summary>
    public static string Write(IOriginTrace source, TraceStatistics statistics)
    {
        var text = new StringBuilder();
        WriteOrigin(text, source);
        Line(text, "operations", Number(statistics.Operations));
        foreach (OperationKind kind in Enum.GetValues<OperationKind>())
        {
            if (statistics.CountOf(kind) > 0)
            {
                Line(text, "  " + TextVerbs.NameOf(kind), Number(statistics.CountOf(kind)));
            }
        }

        Line(text, "threads", Number(statistics.Threads));
        Line(text, "time span", $"{Quantity.Nanoseconds(statistics.LastTimeNs - statistics.FirstTimeNs)} from {Quantity.Nanoseconds(statistics.FirstTimeNs)}");
        Line(text, "objects made", Number(statistics.ObjectsMade));
        Line(text, "bytes requested", Quantity.Bytes((double)statistics.BytesRequested));
        Line(text, "live at peak", $"{Quantity.Bytes(statistics.LiveBytesPeak)} at {Quantity.Nanoseconds(statistics.LiveBytesPeakTimeNs)}; at most {Number(statistics.LiveCountPeak)} {Quantity.Noun(statistics.LiveCountPeak, "object")}");
        Line(text, "live at the end", $"{Quantity.Bytes(statistics.LiveBytes)} in {Number(statistics.LiveCount)} {Quantity.Noun(statistics.LiveCount, "object")}");
        Line(text, "frees by another thread", Number(statistics.CrossThreadFrees));
        ReallocCounts r = statistics.Reallocs;
        Line(text, "realloc", $"{Number(r.FromNull)} of null, {Number(r.Grown)} grow, {Number(r.Shrunk)} shrink, {Number(r.Same)} same, {Number(r.ToZero)} to 0");
        Line(text, "size", Quantiles(statistics.Sizes, Quantity.Bytes));
        Line(text, "lifetime", Quantiles(statistics.LifetimesNs, Quantity.Nanoseconds));
        Line(text, "lifetime in bytes", Quantiles(statistics.LifetimesBytes, Quantity.Bytes));
        IReadOnlyList<StackRow> stacks = StackRow.All(statistics, source.CallStacks);
        Line(text, "call stacks", stacks.Count == 0 ? "" : $"{Number(stacks.Count)}, of {Number(statistics.Stacks.Calls)} {Quantity.Noun(statistics.Stacks.Calls, "call")}");
        WriteHistogram(text, "size", statistics.Sizes, Quantity.Bytes);
        WriteHistogram(text, "lifetime", statistics.LifetimesNs, Quantity.Nanoseconds);
        WriteStacks(text, statistics, stacks);
        return text.ToString();
    }

    /// <summary>Writes the ten call stacks with the most bytes at the peak; of a trace without call stacks that it has none.</summary>
    public static string WriteStacks(IOriginTrace source, TraceStatistics statistics)
    {
        var text = new StringBuilder();
        WriteStacks(text, statistics, StackRow.All(statistics, source.CallStacks));
        return text.Length == 0 ? "the trace has no call stacks; record --stacks keeps them\n" : text.ToString().TrimStart('\n');
    }

    private static void WriteOrigin(StringBuilder text, IOriginTrace source)
    {
        TraceOrigin origin = source.Origin;
        Line(text, "trace", source.Name);
        Line(text, "source", origin.Source);
        Line(text, "program", origin.Program);
        Line(text, "command", origin.Command);
        Line(text, "clock", origin.Clock);
        Line(text, "process", origin.Process == 0 ? "" : origin.Process.ToString(CultureInfo.InvariantCulture));
        Line(text, "host", origin.Cpus == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{origin.Cpus} {Quantity.Noun(origin.Cpus, "CPU")}, pages of {origin.PageSize} bytes"));
        Line(text, "repairs", source.Repairs.ToString());
    }

    private static void WriteHistogram(StringBuilder text, string name, LogHistogram histogram, Func<double, string> format)
    {
        if (histogram.Total == 0)
        {
            return;
        }

        text.Append('\n').Append(name).Append(" up to\n");
        var doublings = histogram.Buckets().GroupBy(b => b.Greatest == 0 ? 0 : (int)ulong.Log2(b.Greatest)).Select(g => (Greatest: g.Max(b => b.Greatest), Count: g.Sum(b => b.Count))).ToList();
        long most = doublings.Max(d => d.Count);
        foreach ((ulong greatest, long count) in doublings)
        {
            int width = (int)Math.Ceiling((double)count / most * BarWidth);
            text.Append(CultureInfo.InvariantCulture, $"  {format(greatest),12}  {Quantity.Count(count),12}  {Quantity.Percent((double)count / histogram.Total),6}  {new string('#', width)}\n");
        }
    }

    private static void WriteStacks(StringBuilder text, TraceStatistics statistics, IReadOnlyList<StackRow> stacks)
    {
        if (stacks.Count == 0)
        {
            return;
        }

        text.Append("\nlive at the peak, allocated by\n");
        foreach (StackRow row in stacks.Take(StacksMax).Where(row => row.PeakBytes > 0))
        {
            double share = (double)row.PeakBytes / statistics.LiveBytesPeak;
            text.Append(CultureInfo.InvariantCulture, $"  {Quantity.Bytes(row.PeakBytes),12}  {Quantity.Percent(share),6}  {Number(row.Calls),12} {Quantity.Noun(row.Calls, "call"),-5}  {row.CallStack}\n");
        }
    }

    private static string Quantiles(LogHistogram histogram, Func<double, string> format) => histogram.Total == 0
        ? ""
        : $"median {format(histogram.Quantile(0.5))}, 90% {format(histogram.Quantile(0.9))}, 99% {format(histogram.Quantile(0.99))}, largest {format(histogram.Max)}";

    private static string Number(long value) => Quantity.Count(value);

    private static void Line(StringBuilder text, string name, string value)
    {
        if (value.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name,-24} {value}\n");
        }
    }
}
