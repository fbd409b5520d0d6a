using System.Globalization;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Simulator.Allocation.Views;

/// <summary>Makes and reads the fields of views.</summary>
public static class ViewCells
{
    /// <summary>Columns by their names, with blanks between; the first says which thing a row is about.</summary>
    public static IReadOnlyList<TableColumn> Columns(string names)
        => [.. names.Split(' ').Select((name, i) => i == 0 ? TableColumn.Key(name) : TableColumn.Gauge(name))];

    /// <summary>An address or a raw word, as 0x and hexadecimal digits.</summary>
    public static TableCell Hex(ulong value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    /// <summary>1 for yes, 0 for no.</summary>
    public static TableCell Bit(bool value) => value ? 1 : 0;

    /// <summary>The number in a field, decimal or after 0x; null where there is none.</summary>
    public static ulong? Number(TableCell cell)
    {
        string text = cell.Text;
        bool isHex = text.StartsWith("0x", StringComparison.Ordinal);
        return ulong.TryParse(isHex ? text.AsSpan(2) : text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;
    }
}
