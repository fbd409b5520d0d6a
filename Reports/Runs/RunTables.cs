using AllocSim.Reports.Contention;
using AllocSim.Reports.Measures.Pages;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Reports.Runs;

/// <summary>The tables of a run, as they are written and read back: charts and reports are made of nothing else.</summary>
public sealed record RunTables
{
    /// <summary>Tables that runs of every policy leave; what else lies there is the policy's own.</summary>
    public static readonly IReadOnlyList<string> CommonTables =
    [
        "summary", "timeline", "slop", "pins", "stacks", "mutexes", "addresses", "mutexes_timeline", "holders", "latency", "latency_histogram", "threads", "cpus",
    ];

    /// <summary>summary.csv.</summary>
    public required SummaryRow Summary { get; init; }

    /// <summary>timeline.csv: the samples, by time.</summary>
    public required IReadOnlyList<TimelineSample> Timeline { get; init; }

    /// <summary>Names of the gauges of the policy's own that samples have.</summary>
    public IReadOnlyList<OwnGauge> Gauges { get; init; } = [];

    /// <summary>The policy's own tables.</summary>
    public IReadOnlyList<TableData> Own { get; init; } = [];

    /// <summary>slop.csv: what rounding up costs.</summary>
    public IReadOnlyList<SlopRow> Slop { get; init; } = [];

    /// <summary>pins.csv: what keeps sparse slabs, at the peak and at the end.</summary>
    public IReadOnlyList<PinRow> Pins { get; init; } = [];

    /// <summary>stacks.csv: what each call stack holds, at the peak and at the end; only of a trace with call stacks.</summary>
    public IReadOnlyList<StackRow> Stacks { get; init; } = [];

    /// <summary>mutexes.csv.</summary>
    public IReadOnlyList<MutexRow> Mutexes { get; init; } = [];

    /// <summary>addresses.csv: live bytes by time and range of addresses.</summary>
    public IReadOnlyList<AddressRow> Addresses { get; init; } = [];

    /// <summary>Reads the tables of a run; one that is not there has no rows.</summary>
    /// <param name="directory">What was given as --out.</param>
    /// <exception cref="IOException">There is no run: summary.csv or timeline.csv is missing, or without rows.</exception>
    public static RunTables Read(string directory)
    {
        TableDirectory tables = new(directory);
        return tables.Rows<SummaryRow>("summary").Count == 1 && tables.Rows<TimelineSample>("timeline").Count > 0
            ? From(tables)
            : throw new FileNotFoundException($"{directory} holds no run: it needs summary.csv with one row, and timeline.csv; both are written by replay --out");
    }

    /// <summary>Takes each table from where it is kept. A summary without a row is one of zeros. What no run has by itself is the policy's own.</summary>
    public static RunTables From(ITableSource tables)
    {
        TableData timeline = tables.Table("timeline") ?? TableData.None("timeline");
        TableData summary = tables.Table("summary") ?? TableData.None("summary");
        string[] gauges = [.. timeline.Columns.Except(SummaryText.TimelineColumns)];
        string[] figures = [.. summary.Columns.Except(SummaryText.Columns)];
        IReadOnlyList<TimelineSample> samples = tables.Rows<TimelineSample>("timeline");
        return new RunTables
        {
            Summary = tables.Rows<SummaryRow>("summary").FirstOrDefault(new SummaryRow()) with
            {
                Own = summary.Rows.Count == 0 ? [] : [.. figures.Select(name => new OwnValue(name, summary.At(summary.Rows[0], name), summary.IndexOf(name) < summary.IndexOf("mmap_calls")))],
            },
            Timeline = gauges.Length == 0 ? samples : [.. samples.Zip(timeline.Rows, (sample, row) => sample with { Own = [.. gauges.Select(name => timeline.At(row, name).Unsigned)] })],
            Gauges = [.. gauges.Select(name => new OwnGauge(name, "", ColumnKind.Gauge) { IsWork = timeline.IndexOf(name) > timeline.IndexOf("mmap_calls") })],
            Own = [.. tables.Names.Except(CommonTables).Select(tables.Table).OfType<TableData>()],
            Slop = tables.Rows<SlopRow>("slop"),
            Pins = tables.Rows<PinRow>("pins"),
            Stacks = tables.Rows<StackRow>("stacks"),
            Mutexes = tables.Rows<MutexRow>("mutexes"),
            Addresses = tables.Rows<AddressRow>("addresses"),
        };
    }

    /// <summary>The samples as a table, the policy's own gauges among its columns.</summary>
    public TableData TimelineTable() => SummaryText.Timeline(Timeline, Gauges);

    /// <summary>Writes all tables.</summary>
    /// <param name="directory">An existing directory.</param>
    public void Write(string directory)
    {
        WriteTable(directory, SummaryText.Table("summary", [Summary]));
        WriteTable(directory, TimelineTable());
        WriteTable(directory, "slop.csv", Slop);
        WriteTable(directory, "pins.csv", Pins);
        if (Stacks.Count > 0)
        {
            WriteTable(directory, "stacks.csv", Stacks);
        }

        foreach (TableData table in Own)
        {
            WriteTable(directory, table);
        }

        WriteTable(directory, "mutexes.csv", Mutexes);
        WriteTable(directory, "addresses.csv", Addresses);
    }

    private static void WriteTable(string directory, TableData table)
    {
        using FileStream output = File.Create(Path.Combine(directory, table.Name + ".csv"));
        CsvTable.Write(output, table);
    }

    private static void WriteTable<TRow>(string directory, string name, IEnumerable<TRow> rows)
    {
        using FileStream output = File.Create(Path.Combine(directory, name));
        CsvTable.Write(output, rows);
    }
}
