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

    /// <summary>A number of things in words: 1 thread, 1,234 threads.</summary>
    /// <param name="count">How many.</param>
    /// <param name="thing">One of them.</param>
    public static string Things(double count, string thing) => $"{Count((long)count)} {thing}{(count == 1 ? "" : "s")}";

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
