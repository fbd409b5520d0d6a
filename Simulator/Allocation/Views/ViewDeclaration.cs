using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Simulator.Allocation.Views;

/// <summary>A table of an allocator's records as they are at one moment, as its policy declares it. Who shows it does not know what it means.</summary>
/// <param name="Name">What people type, without the dashes: lower-case, a plural.</param>
/// <param name="Help">What a row is, in one line.</param>
/// <param name="Columns">Its columns. Addresses and raw words are texts that begin with 0x (<see cref="ViewCells.Hex"/>).</param>
public sealed record ViewDeclaration(string Name, string Help, IReadOnlyList<TableColumn> Columns)
{
    /// <summary>Other names for it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Choices among its rows.</summary>
    public IReadOnlyList<ViewFilter> Filters { get; init; } = [];

    /// <summary>Column with the first address that a row stands for; empty where rows are no ranges of addresses.</summary>
    public string AddressColumn { get; init; } = "";

    /// <summary>Column with the bytes from that address on.</summary>
    public string BytesColumn { get; init; } = "";

    /// <summary>Column with the address of the record that a row shows; empty where it has none of its own.</summary>
    public string RecordColumn { get; init; } = "";

    /// <summary>Column by which a summary counts the rows; empty to leave the view out of it.</summary>
    public string SummaryColumn { get; init; } = "";

    /// <summary>Whether an address that a row holds belongs to the allocator; no for a view that describes ranges of other views once more.</summary>
    public bool OwnsAddresses { get; init; }

    /// <summary>Place of a column; -1 for none.</summary>
    public int IndexOf(string column)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == column)
            {
                return i;
            }
        }

        return -1;
    }
}
