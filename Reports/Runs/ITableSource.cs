using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Reports.Runs;

/// <summary>Where a run's tables are kept.</summary>
public interface ITableSource
{
    /// <summary>Names of the tables that are there.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>A table as texts; null for one that is not there.</summary>
    /// <param name="name">File name without extension.</param>
    TableData? Table(string name);

    /// <summary>The rows of a table; none for one that is not there.</summary>
    /// <typeparam name="TRow">A type that names its columns with CsvColumn attributes.</typeparam>
    /// <param name="name">File name without extension.</param>
    IReadOnlyList<TRow> Rows<TRow>(string name);
}
