using System.Globalization;

namespace AllocSim.Cli.Parsing;

/// <summary>Reads numbers with units as people type them.</summary>
public static class Units
{
    private static readonly (string Name, ulong Factor)[] Sizes = [("", 1), ("B", 1), ("KiB", 1UL << 10), ("MiB", 1UL << 20), ("GiB", 1UL << 30), ("TiB", 1UL << 40)];
    private static readonly (string Name, ulong Factor)[] Durations = [("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000)];

    /// <summary>A size: 4096, 64KiB, 2MiB, 1.5GiB.</summary>
    public static bool TryParseSize(string text, out ulong bytes) => TryParse(text, Sizes, out bytes);

    /// <summary>A duration: 500ns, 10us, 10ms, 1.5s. The unit is needed.</summary>
    public static bool TryParseDuration(string text, out long nanoseconds)
    {
        bool isOne = TryParse(text, Durations, out ulong value) && value <= long.MaxValue;
        nanoseconds = isOne ? (long)value : 0;
        return isOne;
    }

    private static bool TryParse(string text, (string Name, ulong Factor)[] units, out ulong value)
    {
        value = 0;
        int digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.'))
        {
            digits++;
        }

        int unit = Array.FindIndex(units, u => u.Name == text[digits..].Trim());
        if (unit < 0 || !decimal.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
        {
            return false;
        }

        try
        {
            decimal scaled = number * units[unit].Factor;
            value = (ulong)scaled;
            return scaled == value;
        }
        catch (OverflowException)
        {
            return false;
        }
    }
}
