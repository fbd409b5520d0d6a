using System.Globalization;

namespace AllocSim.Simulator.Text;

/// <summary>Numbers with units, for people.</summary>
public static class Quantity
{
    /// <summary>What stands for a figure that is not known.</summary>
    public const string Unknown = "-";

    /// <summary>Bytes in the largest binary unit that keeps at least one digit before the point: 1.50 MiB.</summary>
    public static string Bytes(double bytes) => Scaled(bytes, 1024, "B", "KiB", "MiB", "GiB", "TiB");

    /// <summary>Bytes, or "-" where they are not known.</summary>
    public static string Bytes(double? bytes) => bytes is { } known ? Bytes(known) : Unknown;

    /// <summary>Bytes as short as they go, for labels: 48 B, 1.25 KiB, 2 MiB.</summary>
    public static string ShortBytes(double bytes)
    {
        string text = Bytes(bytes);
        int blank = text.IndexOf(' ', StringComparison.Ordinal);
        string number = text[..blank];
        return (number.Contains('.', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') : number) + text[blank..];
    }

    /// <summary>A fraction of 1 as a percentage, or "-" where it is not known.</summary>
    public static string Percent(double? ratio) => ratio is { } known ? Percent(known) : Unknown;

    /// <summary>A count with its digits in groups of three: 1,234,567.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number of things: 1 object, 2,000 objects.</summary>
    /// <param name="count">How many.</param>
    /// <param name="thing">What one of them is called.</param>
    /// <param name="things">What several are called; null where that is the same with an s.</param>
    public static string Count(long count, string thing, string? things = null) => $"{Count(count)} {Noun(count, thing, things)}";

    /// <summary>The word for so many things, without the number: object, objects.</summary>
    /// <param name="count">How many.</param>
    /// <param name="thing">What one of them is called.</param>
    /// <param name="things">What several are called; null where that is the same with an s.</param>
    public static string Noun(double count, string thing, string? things = null) => count == 1 ? thing : things ?? thing + "s";

    /// <summary>A number that need not be whole, such as a mean of counts, as the pages show it: 1,234; 255.8 from 100 on; 14.44 below.</summary>
    public static string Number(double number)
        => number.ToString(double.IsInteger(number) ? "N0" : Math.Abs(number) >= 100 ? "N1" : "G4", CultureInfo.InvariantCulture);

    /// <summary>Nanoseconds in the largest unit up to seconds: 1.50 s.</summary>
    public static string Nanoseconds(double nanoseconds) => Scaled(nanoseconds, 1000, "ns", "us", "ms", "s");

    /// <summary>A fraction of 1 as a percentage: 12.3%.</summary>
    public static string Percent(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio * 100:0.0}%");

    private static string Scaled(double value, double step, params string[] units)
    {
        int unit = 0;
        while (Math.Abs(value) >= step && unit < units.Length - 1)
        {
            value /= step;
            unit++;
        }

        return unit == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{value:0} {units[unit]}")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.00} {units[unit]}");
    }
}
