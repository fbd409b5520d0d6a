using System.Globalization;

namespace AllocSim.Workloads.Units;

/// <summary>Reads durations and sizes with their units.</summary>
public static class QuantityText
{
    private static readonly (string Unit, decimal Factor)[] Durations = [("ns", 1), ("us", 1_000), ("µs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("min", 60_000_000_000), ("h", 3_600_000_000_000)];

    private static readonly (string Unit, decimal Factor)[] Sizes = [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("B", 1), ("", 1)];

    /// <summary>Reads a duration such as 250ms or 1.5s; a unit is needed, except for 0.</summary>
    /// <returns>False when it is none, or is not between 0 and 2^63-1 ns, or is less than 1 ns without being 0.</returns>
    public static bool TryDuration(string text, out long nanoseconds) =>
        TryRead(text, Durations, out nanoseconds) || (text.Trim() == "0" && nanoseconds == 0);

    /// <summary>Reads a size such as 64, 4KiB or 1.5MiB.</summary>
    /// <returns>False when it is none, or is not between 0 and 2^63-1 bytes, or is less than 1 byte without being 0.</returns>
    public static bool TryBytes(string text, out long bytes) => TryRead(text, Sizes, out bytes);

    private static bool TryRead(string text, (string Unit, decimal Factor)[] units, out long value)
    {
        text = text.Trim();
        foreach ((string unit, decimal factor) in units.OrderByDescending(u => u.Unit.Length))
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && decimal.TryParse(text[..^unit.Length].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
                && number * factor <= long.MaxValue
                && (number == 0 || number * factor >= 1))
            {
                value = (long)(number * factor);
                return true;
            }
        }

        value = 0;
        return false;
    }
}
