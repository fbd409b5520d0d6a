using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Reports.Tables;

/// <summary>Summaries and samples as texts, the columns that policies declare among those that every run has.</summary>
public static class SummaryText
{
    private const string BeforeGivenBack = "mmap_calls";
    private const string BeforeOthers = "peak_slop_bytes";
    private const string BehindMemory = "metadata_bytes";

    /// <summary>The columns of a summary that every run has.</summary>
    public static IReadOnlyList<string> Columns { get; } = CsvTable.Columns<SummaryRow>();

    /// <summary>The columns of a sample that every run has.</summary>
    public static IReadOnlyList<string> TimelineColumns { get; } = CsvTable.Columns<TimelineSample>();

    /// <summary>A table of summaries. A run has nothing in the columns that another run's policy declares.</summary>
    /// <param name="name">The table's name.</param>
    /// <param name="rows">The summaries.</param>
    public static TableData Table(string name, IReadOnlyList<SummaryRow> rows)
    {
        string[] givenBack = [.. rows.SelectMany(row => row.Own).Where(own => own.IsGivenBackPages).Select(own => own.Name).Distinct()];
        string[] others = [.. rows.SelectMany(row => row.Own).Where(own => !own.IsGivenBackPages).Select(own => own.Name).Distinct().Except(givenBack)];
        int first = IndexOf(Columns, BeforeGivenBack);
        int second = IndexOf(Columns, BeforeOthers);
        return new TableData(
            name,
            [.. Columns.Take(first), .. givenBack, .. Columns.Skip(first).Take(second - first), .. others, .. Columns.Skip(second)],
            [.. CsvTable.Texts(rows).Select((texts, i) => (TableCell[])[
                .. Cells(texts.Take(first)), .. Own(rows[i], givenBack), .. Cells(texts.Skip(first).Take(second - first)), .. Own(rows[i], others), .. Cells(texts.Skip(second))])]);
    }

    /// <summary>The table of samples.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="gauges">The policy's own gauges that they have.</param>
    public static TableData Timeline(IReadOnlyList<TimelineSample> samples, IReadOnlyList<OwnGauge> gauges)
    {
        int[] memory = [.. Enumerable.Range(0, gauges.Count).Where(i => !gauges[i].IsWork)];
        int[] work = [.. Enumerable.Range(0, gauges.Count).Where(i => gauges[i].IsWork)];
        int behind = IndexOf(TimelineColumns, BehindMemory) + 1;
        return new TableData(
            "timeline",
            [.. TimelineColumns.Take(behind), .. memory.Select(i => gauges[i].Name), .. TimelineColumns.Skip(behind), .. work.Select(i => gauges[i].Name)],
            [.. CsvTable.Texts(samples).Select((texts, at) => (TableCell[])[
                .. Cells(texts.Take(behind)), .. memory.Select(i => (TableCell)samples[at].Own[i]), .. Cells(texts.Skip(behind)), .. work.Select(i => (TableCell)samples[at].Own[i])])]);
    }

    private static IEnumerable<TableCell> Own(SummaryRow row, IEnumerable<string> names) => names.Select(name => row.Own.FirstOrDefault(own => own.Name == name)?.Value ?? TableCell.Empty);

    private static IEnumerable<TableCell> Cells(IEnumerable<string> texts) => texts.Select(text => (TableCell)text);

    private static int IndexOf(IReadOnlyList<string> columns, string name) => columns.ToList().IndexOf(name);
}
