using System.Globalization;

namespace AllocSim.Cli.Parsing;

/// <summary>Reads numbers with units as people type them.</summary>
public static class Units
{
    private static readonly (string Name, ulong Factor)[] Sizes =
    [
        ("", 1), ("b", 1),
        ("k", 1UL << 10), ("kb", 1UL << 10), ("kib", 1UL << 10), ("m", 1UL << 20), ("mb", 1UL << 20), ("mib", 1UL << 20),
        ("g", 1UL << 30), ("gb", 1UL << 30), ("gib", 1UL << 30), ("t", 1UL << 40), ("tb", 1UL << 40), ("tib", 1UL << 40),
    ];

    private static readonly (string Name, ulong Factor)[] Durations = [("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000)];

    /// <summary>A size: 4096, 64KiB, 2MiB, 1.5GiB; also 512M, 512m and 512MB, which are powers of two as for containers and allocators.</summary>
    public static bool TryParseSize(string text, out ulong bytes) => TryParse(text, Sizes, StringComparison.OrdinalIgnoreCase, out bytes);

    /// <summary>A duration: 500ns, 10us, 10ms, 1.5s. The unit is needed.</summary>
    public static bool TryParseDuration(string text, out long nanoseconds)
    {
        bool isOne = TryParse(text, Durations, StringComparison.Ordinal, out ulong value) && value <= long.MaxValue;
        nanoseconds = isOne ? (long)value : 0;
        return isOne;
    }

    private static bool TryParse(string text, (string Name, ulong Factor)[] units, StringComparison comparison, out ulong value)
    {
        value = 0;
        int digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.'))
        {
            digits++;
        }

        int unit = Array.FindIndex(units, u => u.Name.Equals(text[digits..].Trim(), comparison));
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
