using AllocSim.Reports.Contention;
using AllocSim.Reports.Measures;
using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Runs;

/// <summary>The tables of a run, as they are written and read back: charts and reports are made of nothing else.</summary>
public sealed record RunTables
{
    /// <summary>summary.csv.</summary>
    public required SummaryRow Summary { get; init; }

    /// <summary>timeline.csv: the samples, by time.</summary>
    public required IReadOnlyList<TimelineSample> Timeline { get; init; }

    /// <summary>bins.csv: size classes at the peak and at the end.</summary>
    public IReadOnlyList<BinRow> Bins { get; init; } = [];

    /// <summary>slabs.csv: how full slabs are, at the peak and at the end.</summary>
    public IReadOnlyList<SlabRow> Slabs { get; init; } = [];

    /// <summary>slop.csv: what rounding up costs.</summary>
    public IReadOnlyList<SlopRow> Slop { get; init; } = [];

    /// <summary>tcaches.csv: what lies in caches, at the peak and at the end.</summary>
    public IReadOnlyList<TcacheRow> Tcaches { get; init; } = [];

    /// <summary>extents.csv: extents at the end, by address.</summary>
    public IReadOnlyList<ExtentRow> Extents { get; init; } = [];

    /// <summary>pins.csv: what keeps sparse slabs, at the peak and at the end.</summary>
    public IReadOnlyList<PinRow> Pins { get; init; } = [];

    /// <summary>decay.csv: unused pages and their limits, by time and arena.</summary>
    public IReadOnlyList<DecayRow> Decay { get; init; } = [];

    /// <summary>page_slabs.csv: what the huge page allocator holds, by time and arena; written only where there is one.</summary>
    public IReadOnlyList<PageSlabRow> PageSlabs { get; init; } = [];

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

    /// <summary>Takes each table from where it is kept. A summary without a row is one of zeros.</summary>
    public static RunTables From(ITableSource tables) => new()
    {
        Summary = tables.Rows<SummaryRow>("summary").FirstOrDefault(new SummaryRow()),
        Timeline = tables.Rows<TimelineSample>("timeline"),
        Bins = tables.Rows<BinRow>("bins"),
        Slabs = tables.Rows<SlabRow>("slabs"),
        Slop = tables.Rows<SlopRow>("slop"),
        Tcaches = tables.Rows<TcacheRow>("tcaches"),
        Extents = tables.Rows<ExtentRow>("extents"),
        Pins = tables.Rows<PinRow>("pins"),
        Decay = tables.Rows<DecayRow>("decay"),
        PageSlabs = tables.Rows<PageSlabRow>("page_slabs"),
        Mutexes = tables.Rows<MutexRow>("mutexes"),
        Addresses = tables.Rows<AddressRow>("addresses"),
    };

    /// <summary>Writes all tables.</summary>
    /// <param name="directory">An existing directory.</param>
    public void Write(string directory)
    {
        WriteTable(directory, "summary.csv", [Summary]);
        WriteTable(directory, "timeline.csv", Timeline);
        WriteTable(directory, "bins.csv", Bins);
        WriteTable(directory, "slabs.csv", Slabs);
        WriteTable(directory, "slop.csv", Slop);
        WriteTable(directory, "tcaches.csv", Tcaches);
        WriteTable(directory, "extents.csv", Extents);
        WriteTable(directory, "pins.csv", Pins);
        WriteTable(directory, "decay.csv", Decay);
        if (PageSlabs.Count > 0)
        {
            WriteTable(directory, "page_slabs.csv", PageSlabs);
        }

        WriteTable(directory, "mutexes.csv", Mutexes);
        WriteTable(directory, "addresses.csv", Addresses);
    }

    private static void WriteTable<TRow>(string directory, string name, IEnumerable<TRow> rows)
    {
        using FileStream output = File.Create(Path.Combine(directory, name));
        CsvTable.Write(output, rows);
    }
}
