using System.Globalization;
using System.Reflection;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using CsvHelper;

namespace AllocSim.Cli.Sweeps;

/// <summary>The columns of <see cref="SummaryRow"/> as names and texts, for tables that put columns of their own before them.</summary>
internal static class SummaryColumns
{
    private static readonly (string Name, Func<SummaryRow, string> Text)[] Columns =
    [
        .. typeof(SummaryRow).GetProperties()
            .Select(property => (Attribute: property.GetCustomAttribute<CsvColumnAttribute>(), Property: property))
            .Where(column => column.Attribute is not null)
            .OrderBy(column => CsvTable.ColumnOrder<SummaryRow>(column.Attribute!.Name!))
            .Select(column => (column.Attribute!.Name!, Text(column.Property))),
    ];

    /// <summary>Names of the columns; figures that some of the policies declare stand among them.</summary>
    public static IReadOnlyList<string> Names(IReadOnlyList<Policy> policies)
        => [.. Columns.SelectMany(column => Before(column.Name, policies).Select(figure => figure.Name).Append(column.Name))];

    /// <summary>A row's texts, in the order of <see cref="Names"/>; nothing for a figure of another policy.</summary>
    public static IReadOnlyList<string> Values(SummaryRow row, IReadOnlyList<Policy> policies)
        => [.. Columns.SelectMany(column => Before(column.Name, policies).Select(figure => row.Own.FirstOrDefault(own => own.Name == figure.Name)?.Value.Text ?? "").Append(column.Text(row)))];

    private static IEnumerable<OwnFigure> Before(string column, IReadOnlyList<Policy> policies) => column switch
    {
        "mmap_calls" => policies.SelectMany(policy => policy.Figures).Where(figure => figure.IsGivenBackPages).DistinctBy(figure => figure.Name),
        "peak_slop_bytes" => policies.SelectMany(policy => policy.Figures).Where(figure => !figure.IsGivenBackPages).DistinctBy(figure => figure.Name),
        _ => [],
    };

    // Delegates, because reflection compiles itself a piece of code for each column when it is used again: ten points' time.
    private static Func<SummaryRow, string> Text(PropertyInfo property)
    {
        MethodInfo value = property.GetMethod!;
        Type type = property.PropertyType;
        return type == typeof(string) ? value.CreateDelegate<Func<SummaryRow, string>>()
            : type == typeof(int) ? Number<int>(value)
            : type == typeof(long) ? Number<long>(value)
            : type == typeof(ulong) ? Number<ulong>(value)
            : type == typeof(double) ? Number<double>(value)
            : type == typeof(long?) ? Optional<long>(value)
            : type == typeof(ulong?) ? Optional<ulong>(value)
            : type == typeof(double?) ? Optional<double>(value)
            : throw new NotSupportedException($"{property.Name} is of a type that no column has had so far");
    }

    private static Func<SummaryRow, string> Number<T>(MethodInfo getter)
        where T : struct, IFormattable
    {
        var value = getter.CreateDelegate<Func<SummaryRow, T>>();
        return row => value(row).ToString(null, CultureInfo.InvariantCulture);
    }

    private static Func<SummaryRow, string> Optional<T>(MethodInfo getter)
        where T : struct, IFormattable
    {
        var value = getter.CreateDelegate<Func<SummaryRow, T?>>();
        return row => value(row)?.ToString(null, CultureInfo.InvariantCulture) ?? "";
    }
}
