using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;

namespace AllocSim.Cli.Inspection.Questions;

/// <summary>A view with choices among its rows.</summary>
/// <param name="View">The view.</param>
/// <param name="Wanted">Columns and what they have to show.</param>
/// <param name="Start">First address of the rows that are wanted; of ranges those that overlap.</param>
/// <param name="End">First address behind them; 0 for any.</param>
internal sealed record ViewQuery(ViewDeclaration View, IReadOnlyList<(string Column, string Value)> Wanted, ulong Start, ulong End)
{
    /// <summary>The range of addresses that a row stands for.</summary>
    public static (ulong Start, ulong Bytes) RangeOf(ViewDeclaration view, TableCell[] row)
    {
        ulong start = ViewCells.Number(row[view.IndexOf(view.AddressColumn)]) ?? 0;
        ulong bytes = view.BytesColumn.Length == 0 ? 1 : ViewCells.Number(row[view.IndexOf(view.BytesColumn)]) ?? 0;
        return (start, bytes);
    }

    /// <summary>The rows that are wanted.</summary>
    public TableData Rows(InspectedRun run)
    {
        (int At, string Value)[] wanted = [.. Wanted.Select(each => (View.IndexOf(each.Column), each.Value))];
        return new TableData(View.Name, [.. View.Columns.Select(column => column.Name)], [.. run.Rows(View).Where(IsWanted)]);

        bool IsWanted(TableCell[] row)
        {
            if (!Array.TrueForAll(wanted, each => string.Equals(row[each.At].Text, each.Value, StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }

            if (End == 0)
            {
                return true;
            }

            (ulong start, ulong bytes) = RangeOf(View, row);
            return start < End && start + bytes > Start;
        }
    }
}
