using System.Globalization;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;

namespace AllocSim.Cli.Inspection.Questions;

/// <summary>One thing that is known: a kind and values by name, as in the lines of the inspect format.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Fields">Names and values.</param>
internal sealed record Fact(string Kind, IReadOnlyList<(string Name, string Value)> Fields)
{
    /// <summary>Makes a fact of names and values; numbers in invariant culture.</summary>
    public static Fact Of(string kind, params (string Name, FormattableString Value)[] fields)
        => new(kind, [.. fields.Select(field => (field.Name, field.Value.ToString(CultureInfo.InvariantCulture)))]);

    /// <summary>Reads a line: a kind, then name=value pairs with blanks between.</summary>
    public static Fact Parse(string line)
    {
        string[] parts = line.Split(' ');
        return new Fact(parts[0], [.. parts.Skip(1).Select(part => part.Split('=', 2)).Select(pair => (pair[0], pair.Length > 1 ? pair[1] : ""))]);
    }

    /// <summary>A row of a view; fields without a value are left out.</summary>
    public static Fact OfRow(ViewDeclaration view, TableCell[] row)
        => new(view.Name, [.. view.Columns.Zip(row).Where(field => !field.Second.IsEmpty).Select(field => (field.First.Name, field.Second.Text))]);

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', [Kind, .. Fields.Select(field => $"{field.Name}={field.Value}")]);
}
