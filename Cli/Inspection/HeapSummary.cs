using AllocSim.Reports.Console;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Replay;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Inspection;

/// <summary>Says in a few lines what a heap is at a moment.</summary>
public static class HeapSummary
{
    private const int LabelWidth = 16;

    /// <summary>Writes the lines.</summary>
    /// <param name="output">Where they go.</param>
    /// <param name="session">The replay, stopped.</param>
    /// <param name="index">The operation that was the last one to run.</param>
    public static void Write(TextWriter output, ReplaySession session, long index)
    {
        HeapTotals totals = default;
        session.Allocator.ReadTotals(ref totals);
        ulong resident = session.Machine.Pages.ResidentBytes + session.Machine.Pages.LazilyFreedBytes;
        Row(output, "after", $"operation {Quantity.Count(index)}, {Quantity.Nanoseconds(session.Machine.TraceTimeNs)} on the trace's clock");
        Row(output, "requested", $"{Quantity.Bytes(session.Objects.LiveBytes)} in {Quantity.Count(session.Objects.LiveCount)} objects");
        Row(output, "allocated", $"{Quantity.Bytes(totals.AllocatedBytes)}, active {Quantity.Bytes(totals.ActiveBytes)}, metadata {Quantity.Bytes(totals.MetadataBytes)}, retained {Quantity.Bytes(totals.RetainedBytes)}");
        Row(output, "resident", $"{Quantity.Bytes(resident)}, of it lazily freed {Quantity.Bytes(session.Machine.Pages.LazilyFreedBytes)}; {Quantity.Count(session.Machine.Pages.MappingCount)} mappings, {Quantity.Count(session.Machine.Pages.FaultCount)} page faults");
        if (session.Allocator is not IRecordDumping dumping)
        {
            return;
        }

        List<HeldRange> ranges = [];
        dumping.ReadRanges(ranges);
        foreach (IGrouping<string, HeldRange> use in ranges.GroupBy(range => range.Use).OrderBy(use => use.Key, StringComparer.Ordinal))
        {
            Row(output, use.Key, $"{Quantity.Count(use.Count())} extents, {Quantity.Bytes(use.Aggregate(0UL, (sum, range) => sum + range.Bytes))}");
        }
    }

    private static void Row(TextWriter output, string label, string value) => output.WriteLine(label.PadRight(LabelWidth) + value);
}
