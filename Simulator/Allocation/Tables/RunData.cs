namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>What a policy makes its charts and remarks of: the tables of a run, and its options.</summary>
public sealed class RunData
{
    private readonly IReadOnlyDictionary<string, TableData> _tables;
    private readonly IReadOnlyDictionary<string, string> _options;

    /// <summary>Puts it together.</summary>
    /// <param name="tables">The policy's own tables and <c>timeline</c>, whose columns its own gauges are among.</param>
    /// <param name="options">Options with their values, under the library's names.</param>
    public RunData(IEnumerable<TableData> tables, IEnumerable<KeyValuePair<string, string>> options)
    {
        _tables = tables.ToDictionary(table => table.Name, StringComparer.Ordinal);
        _options = options.ToDictionary(option => option.Key, option => option.Value, StringComparer.Ordinal);
    }

    /// <summary>Bytes in a page.</summary>
    public required int PageBytes { get; init; }

    /// <summary>Most resident bytes.</summary>
    public required ulong PeakResidentBytes { get; init; }

    /// <summary>A table; one without rows where the run has none of that name.</summary>
    public TableData this[string table] => _tables.GetValueOrDefault(table) ?? TableData.None(table);

    /// <summary>An option's value; empty where it is not known.</summary>
    public string Option(string name) => _options.GetValueOrDefault(name) ?? "";
}
