namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>A column of a table that a policy declares.</summary>
/// <param name="Name">Lower-case, the unit last: <c>free_bytes</c>.</param>
/// <param name="Unit">bytes, pages, ns, ratio, or empty for a plain number or a text.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Help">What it says, in one line; with the library's own name for it, where it has one.</param>
public sealed record TableColumn(string Name, string Unit, ColumnKind Kind, string Help = "")
{
    /// <summary>A column that says which thing a row is about.</summary>
    public static TableColumn Key(string name, string help = "", string unit = "") => new(name, unit, ColumnKind.Key, help);

    /// <summary>A column that says how something is.</summary>
    public static TableColumn Gauge(string name, string unit = "", string help = "") => new(name, unit, ColumnKind.Gauge, help);

    /// <summary>A column that counts.</summary>
    public static TableColumn Counter(string name, string unit = "", string help = "") => new(name, unit, ColumnKind.Counter, help);
}
