using AllocSim.Reports.Contention;
using AllocSim.Reports.Runs;

namespace AllocSim.Reports.Stored;

/// <summary>Reads a run back from its folder. What is wrong with it is collected, file by file.</summary>
/// <remarks>A new table needs its name in <see cref="Needed"/> and a line in <see cref="RunTables"/>; a table that is not known is kept as it is.</remarks>
public sealed class StoredRunReader : ITableSource
{
    private static readonly string[] Needed = ["summary", "timeline", "bins", "slabs", "slop", "tcaches", "extents", "pins", "decay", "mutexes", "addresses"];
    private static readonly string[] Contended = ["mutexes_timeline", "holders", "latency", "latency_histogram", "threads", "cpus"];
    private static readonly string[] Optional = ["page_slabs"];
    private static readonly string[] Known = [.. Needed, .. Optional, .. Contended];

    private readonly string _folder;
    private readonly List<string> _errors = [];
    private readonly Dictionary<string, StoredTable> _tables = new(StringComparer.Ordinal);

    private StoredRunReader(string folder)
    {
        _folder = folder;
    }

    /// <summary>Reads a run.</summary>
    /// <param name="folder">A folder with a manifest.</param>
    /// <param name="errors">Takes what is wrong with it, a line for each file.</param>
    /// <returns>Null when something is.</returns>
    public static StoredRun? TryRead(string folder, ICollection<string> errors)
    {
        StoredRunReader reader = new(folder);
        StoredRun? run = reader.Read();
        foreach (string error in reader._errors)
        {
            errors.Add(error);
        }

        return reader._errors.Count == 0 ? run : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<TRow> Rows<TRow>(string name) => StoredTableReader.Rows<TRow>(_folder, _tables.GetValueOrDefault(name), _errors);

    private StoredRun? Read()
    {
        StoredManifest? manifest = StoredManifest.TryRead(Path.Combine(_folder, StoredManifest.FileName), _errors);
        if (manifest is null)
        {
            return null; // Of another schema, the tables would be complained of for nothing.
        }

        ReadTables(manifest);
        RunResult? result = ReadResult(manifest);
        string[] others = [.. _tables.Keys.Except(Known).Order(StringComparer.Ordinal)];
        return result is null ? null : new StoredRun
        {
            Folder = _folder,
            Manifest = manifest,
            Tables = [.. Known.Where(_tables.ContainsKey).Concat(others).Select(name => _tables[name])],
            Result = result,
        };
    }

    private void ReadTables(StoredManifest manifest)
    {
        foreach (string path in Directory.EnumerateFiles(_folder, "*.csv").Order(StringComparer.Ordinal))
        {
            if (StoredTableReader.TryRead(path, _errors) is { } table)
            {
                _tables.Add(table.Name, table);
            }
        }

        string[] wanted = manifest.Description.Timing == "contended" ? [.. Needed, .. Contended] : Needed;
        foreach (string path in wanted.Select(name => Path.Combine(_folder, name + ".csv")).Where(path => !File.Exists(path)))
        {
            _errors.Add($"{path} is missing");
        }
    }

    private RunResult? ReadResult(StoredManifest manifest)
    {
        RunTables tables = RunTables.From(this);
        ContentionReport? contention = ReadContention(tables);
        if (_errors.Count == 0 && (_tables["summary"].Rows.Count != 1 || tables.Timeline.Count == 0))
        {
            _errors.Add(tables.Timeline.Count == 0
                ? $"{Path.Combine(_folder, "timeline.csv")} has no rows"
                : FormattableString.Invariant($"{Path.Combine(_folder, "summary.csv")} has {_tables["summary"].Rows.Count} rows; a run has one"));
        }

        return _errors.Count > 0 ? null : new RunResult { Description = manifest.Description, Tables = tables, Machine = new(), Contention = contention };
    }

    private ContentionReport? ReadContention(RunTables tables)
        => !_tables.ContainsKey("threads") ? null : new ContentionReport
        {
            SimulatedNs = tables.Summary.SimulatedNs,
            Operations = tables.Summary.Operations,
            Mutexes = tables.Mutexes,
            Timeline = Rows<MutexWindowRow>("mutexes_timeline"),
            Latencies = Rows<LatencyRow>("latency"),
            LatencyBins = Rows<LatencyBinRow>("latency_histogram"),
            Threads = Rows<ThreadRow>("threads"),
            Cpus = Rows<CpuRow>("cpus"),
            Holders = Rows<HolderRow>("holders"),
            P99Ns = tables.Summary.P99LatencyNs ?? 0,
        };
}
