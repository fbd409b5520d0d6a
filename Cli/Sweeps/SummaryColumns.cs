using System.Globalization;
using System.Reflection;
using AllocSim.Reports.Tables;
using CsvHelper;

namespace AllocSim.Cli.Sweeps;

/// <summary>The columns of <see cref="SummaryRow"/> as names and texts, for tables that put columns of their own before them.</summary>
internal static class SummaryColumns
{
    private static readonly (string Name, PropertyInfo Property)[] Columns =
    [
        .. typeof(SummaryRow).GetProperties()
            .Select(property => (Attribute: property.GetCustomAttribute<CsvColumnAttribute>(), Property: property))
            .Where(column => column.Attribute is not null)
            .OrderBy(column => column.Property.MetadataToken)
            .Select(column => (column.Attribute!.Name!, column.Property)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Columns.Select(column => column.Name)];

    public static IReadOnlyList<string> Values(SummaryRow row) => [.. Columns.Select(column => Convert.ToString(column.Property.GetValue(row), CultureInfo.InvariantCulture) ?? "")];
}
