namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>A table of an allocator's own, as its policy declares it. Who reports writes it, reads it back and compares it without knowing what it means.</summary>
/// <param name="Name">File name without extension, lower-case.</param>
/// <param name="Moment">When its rows are read.</param>
/// <param name="Columns">Its columns, without those that stand for the moment.</param>
public sealed record TableDeclaration(string Name, TableMoment Moment, IReadOnlyList<TableColumn> Columns)
{
    /// <summary>What a row is, in one line.</summary>
    public string Help { get; init; } = "";

    /// <summary>Whether a run in which it has no rows leaves no file.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether a comparison writes it too, with the rows of all its runs.</summary>
    public bool IsCompared { get; init; }

    /// <summary>Counters that a comparison prints on the terminal, run beside run, for the things that the last key column names; none to leave it to the file.</summary>
    public IReadOnlyList<string> PrintedCounters { get; init; } = [];

    /// <summary>Names of all columns as they stand in the file.</summary>
    public IReadOnlyList<string> Header { get; } =
    [
        .. Moment switch { TableMoment.Samples => (string[])["operation", "time_ns"], TableMoment.PeakAndEnd => ["moment"], _ => [] },
        .. Columns.Select(column => column.Name),
    ];
}
