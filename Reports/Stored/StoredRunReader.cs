using AllocSim.Reports.Contention;
using AllocSim.Reports.Maps;
using AllocSim.Reports.Runs;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Reports.Stored;

/// <summary>Reads a run back from its folder. What is wrong with it is collected, file by file.</summary>
/// <remarks>A table that no run has by itself is the policy's own, and is kept as it is.</remarks>
public sealed class StoredRunReader : ITableSource
{
    private static readonly string[] Needed = ["summary", "timeline", "slop", "pins", "mutexes", "addresses"];
    private static readonly string[] Contended = ["mutexes_timeline", "holders", "latency", "latency_histogram", "threads", "cpus"];
    private static readonly string[] First = ["summary", "timeline"];

    private readonly string _folder;
    private readonly Func<string, Policy?> _find;
    private readonly List<string> _errors = [];
    private readonly Dictionary<string, StoredTable> _tables = new(StringComparer.Ordinal);
    private Policy? _policy;

    private StoredRunReader(string folder, Func<string, Policy?> find)
    {
        _folder = folder;
        _find = find;
    }

    /// <summary>Reads a run.</summary>
    /// <param name="folder">A folder with a manifest.</param>
    /// <param name="errors">Takes what is wrong with it, a line for each file.</param>
    /// <param name="find">The policy of a name, which draws its own tables; null where there is none any more.</param>
    /// <returns>Null when something is.</returns>
    public static StoredRun? TryRead(string folder, ICollection<string> errors, Func<string, Policy?> find)
    {
        StoredRunReader reader = new(folder, find);
        StoredRun? run = reader.Read();
        foreach (string error in reader._errors)
        {
            errors.Add(error);
        }

        return reader._errors.Count == 0 ? run : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [.. _tables.Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public TableData? Table(string name) => _tables.GetValueOrDefault(name) is { } table
        ? new TableData(name, table.Columns, [.. table.Rows.Select(row => (TableCell[])[.. row.Select(text => (TableCell)text)])])
        : null;

    /// <inheritdoc/>
    public IReadOnlyList<TRow> Rows<TRow>(string name) => StoredTableReader.Rows<TRow>(_folder, _tables.GetValueOrDefault(name), _errors);

    private StoredRun? Read()
    {
        StoredManifest? manifest = StoredManifest.TryRead(Path.Combine(_folder, StoredManifest.FileName), _errors);
        if (manifest is null)
        {
            return null; // Of another schema, the tables would be complained of for nothing.
        }

        _policy = _find(manifest.Description.Policy);
        ReadTables(manifest);
        RunResult? result = ReadResult(manifest);
        return result is null ? null : new StoredRun
        {
            Folder = _folder,
            Manifest = manifest,
            Tables = [.. InOrder(Names, _policy).Select(name => _tables[name])],
            Result = result,
        };
    }

    /// <summary>Tables in the order of reports: the summary and the timeline, the policy's own, those that every run has, others by name.</summary>
    /// <param name="names">The tables that are there.</param>
    /// <param name="policy">The policy; null where there is none any more.</param>
    internal static IEnumerable<string> InOrder(IEnumerable<string> names, Policy? policy)
    {
        string[] there = [.. names.Order(StringComparer.Ordinal)];
        string[] own = policy is null ? [] : [.. policy.Tables.Select(table => table.Name)];
        return ((string[])[.. First, .. own, .. RunTables.CommonTables.Except(First), .. there.Except(RunTables.CommonTables).Except(own)]).Where(there.Contains);
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

        TableDeclaration[] own = [.. _policy?.Tables ?? []];
        foreach (TableDeclaration table in own.Where(table => _tables.ContainsKey(table.Name)))
        {
            OwnTableCheck.Check(Path.Combine(_folder, table.Name + ".csv"), table, _tables[table.Name], _errors);
        }

        string[] common = manifest.Description.Timing == "contended" ? [.. Needed, .. Contended] : Needed;
        string[] wanted = [.. common, .. own.Where(table => !table.IsOptional).Select(table => table.Name)];
        foreach (string path in wanted.Select(name => Path.Combine(_folder, name + ".csv")).Where(path => !File.Exists(path)))
        {
            _errors.Add($"{path} is missing");
        }
    }

    private RunResult? ReadResult(StoredManifest manifest)
    {
        byte[]? heap = ReadHeap();
        RunTables tables = RunTables.From(this);
        ContentionReport? contention = ReadContention(tables);
        if (_errors.Count == 0 && (_tables["summary"].Rows.Count != 1 || tables.Timeline.Count == 0))
        {
            _errors.Add(tables.Timeline.Count == 0
                ? $"{Path.Combine(_folder, "timeline.csv")} has no rows"
                : FormattableString.Invariant($"{Path.Combine(_folder, "summary.csv")} has {_tables["summary"].Rows.Count} rows; a run has one"));
        }

        return _errors.Count > 0 ? null : new RunResult { Description = manifest.Description, Policy = _policy, Tables = tables, Compared = RunResult.ComparedOf(tables.Own, _policy), Machine = new(), Contention = contention, PackedHeap = heap };
    }

    private byte[]? ReadHeap()
    {
        string path = Path.Combine(_folder, RunFiles.HeapFile);
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] packed = File.ReadAllBytes(path);
        if (!PackedHeap.IsWhole(packed))
        {
            _errors.Add($"{path} is damaged: replay the trace again");
        }

        return packed;
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
