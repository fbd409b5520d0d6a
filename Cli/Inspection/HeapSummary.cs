using AllocSim.Cli.Inspection.Questions;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Inspection;

/// <summary>Says in a few lines what a heap is at a moment.</summary>
internal static class HeapSummary
{
    private const int LabelWidth = 16;

    /// <summary>The figures, bytes in bytes.</summary>
    public static IReadOnlyList<Fact> Facts(InspectedRun run)
    {
        HeapTotals totals = default;
        run.Session.Allocator.ReadTotals(ref totals);
        PageLayer pages = run.Session.Machine.Pages;
        List<Fact> facts =
        [
            Fact.Of("moment", ("index", $"{run.Cursor.Index}"), ("time_ns", $"{run.Session.Machine.TraceTimeNs}")),
            Fact.Of("requested", ("bytes", $"{run.Session.Objects.LiveBytes}"), ("objects", $"{run.Session.Objects.LiveCount}")),
            Fact.Of("allocated", ("bytes", $"{totals.AllocatedBytes}"), ("active_bytes", $"{totals.ActiveBytes}"), ("metadata_bytes", $"{totals.MetadataBytes}"), ("retained_bytes", $"{totals.RetainedBytes}")),
            Fact.Of("resident", ("bytes", $"{pages.BackedBytes}"), ("lazily_freed_bytes", $"{pages.LazilyFreedBytes}"), ("mappings", $"{pages.MappingCount}"), ("page_faults", $"{pages.FaultCount}")),
        ];
        foreach (ViewDeclaration view in run.Views.Where(view => view.SummaryColumn.Length > 0))
        {
            facts.AddRange(Counted(run, view).All.Select(each => Fact.Of(view.Name, (view.SummaryColumn, $"{each.Value}"), ("count", $"{each.Count}"), ("bytes", $"{each.Bytes}"))));
        }

        return facts;
    }

    private static ViewCounts Counted(InspectedRun run, ViewDeclaration view)
    {
        ViewCounts counts = new();
        if (!((IViews)run.Session.Allocator).TryCount(view.Name, counts))
        {
            int by = view.IndexOf(view.SummaryColumn);
            foreach (TableCell[] row in run.Rows(view))
            {
                counts.Add(row[by].Text, view.BytesColumn.Length == 0 ? 0 : ViewQuery.RangeOf(view, row).Bytes);
            }
        }

        return counts;
    }

    /// <summary>Writes them for people.</summary>
    public static void Write(TextWriter output, InspectedRun run)
    {
        HeapTotals totals = default;
        run.Session.Allocator.ReadTotals(ref totals);
        PageLayer pages = run.Session.Machine.Pages;
        Row(output, "after", $"operation {Quantity.Count(run.Cursor.Index)}, {Quantity.Nanoseconds(run.Session.Machine.TraceTimeNs)} on the trace's clock");
        Row(output, "requested", $"{Quantity.Bytes(run.Session.Objects.LiveBytes)} in {Quantity.Count(run.Session.Objects.LiveCount, "object")}");
        Row(output, "allocated", $"{Quantity.Bytes(totals.AllocatedBytes)}, active {Quantity.Bytes(totals.ActiveBytes)}, metadata {Quantity.Bytes(totals.MetadataBytes)}, retained {Quantity.Bytes(totals.RetainedBytes)}");
        Row(output, "resident", $"{Quantity.Bytes(pages.BackedBytes)}, of it lazily freed {Quantity.Bytes(pages.LazilyFreedBytes)}; {Quantity.Count(pages.MappingCount, "mapping")}, {Quantity.Count(pages.FaultCount, "page fault")}");
        foreach (Fact fact in Facts(run).Skip(4))
        {
            Row(output, fact.Kind, $"{fact.Fields[0].Value}: {fact.Fields[1].Value}, {Quantity.Bytes(double.Parse(fact.Fields[2].Value, System.Globalization.CultureInfo.InvariantCulture))}");
        }
    }

    private static void Row(TextWriter output, string label, string value) => output.WriteLine(label.PadRight(LabelWidth) + value);
}
