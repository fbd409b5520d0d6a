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
    public static TableCell Hex(ulong value) => TableCell.Hexadecimal(value);

    /// <summary>A field as it was written. Numbers are kept as such where they are written the same again, since a text for each would cost more than all else.</summary>
    public static TableCell Read(ReadOnlySpan<char> text)
    {
        bool isHex = text.StartsWith("0x");
        ReadOnlySpan<char> digits = isHex ? text[2..] : text;
        bool isPlain = digits.Length is > 0 and < 20 && (digits[0] != '0' || digits.Length == 1) && !digits.ContainsAnyInRange('A', 'F');
        return isPlain && ulong.TryParse(digits, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? isHex ? Hex(number) : number
            : text.ToString();
    }

    /// <summary>1 for yes, 0 for no.</summary>
    public static TableCell Bit(bool value) => value ? 1 : 0;

    /// <summary>The number in a field, decimal or after 0x; null where there is none.</summary>
    public static ulong? Number(TableCell cell)
    {
        if (cell.TryRead(out ulong kept))
        {
            return kept;
        }

        string text = cell.Text;
        bool isHex = text.StartsWith("0x", StringComparison.Ordinal);
        return ulong.TryParse(isHex ? text.AsSpan(2) : text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;
    }
}
