using System.Globalization;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Reports.Stored;

/// <summary>Holds a table that was read back against its declaration.</summary>
internal static class OwnTableCheck
{
    /// <summary>Says what is wrong with a table, a line for the first mistake.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="declared">What its policy declares.</param>
    /// <param name="table">What was read.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static void Check(string path, TableDeclaration declared, StoredTable table, List<string> errors)
    {
        if (declared.Header.FirstOrDefault(column => !table.Columns.Contains(column)) is { } missing)
        {
            errors.Add($"{path} cannot be read: it has no column {missing}");
            return;
        }

        foreach (TableColumn column in declared.Columns.Where(column => column.Kind != ColumnKind.Key))
        {
            int at = table.Columns.ToList().IndexOf(column.Name);
            if (table.Rows.FirstOrDefault(row => row[at].Length > 0 && !double.TryParse(row[at], NumberStyles.Float, CultureInfo.InvariantCulture, out _)) is { } wrong)
            {
                errors.Add($"{path} cannot be read: {column.Name} is '{wrong[at]}', which is no number");
                return;
            }
        }
    }
}
