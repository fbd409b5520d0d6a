using System.Globalization;
using System.Text;

namespace AllocSim.Workloads.Import;

/// <summary>Times as tracing programs print them: of day with or without a fraction, with a date before it, or seconds with a fraction.</summary>
internal static class StampText
{
    private const long NsPerSecond = 1_000_000_000;
    private const int DigitsMax = 9;

    /// <summary>Reads HH:MM:SS, perhaps with a fraction.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ns">Nanoseconds since midnight.</param>
    public static bool TryTimeOfDay(ReadOnlySpan<byte> text, out long ns)
    {
        ns = 0;
        return text.Length >= 8 && text[2] == ':' && text[5] == ':'
            && TryWhole(text[..2], 23, out long hours) && TryWhole(text[3..5], 59, out long minutes) && TryWhole(text[6..8], 60, out long seconds)
            && TryFraction(text[8..], out long fraction) && (ns = (((hours * 60) + minutes) * 60 + seconds) * NsPerSecond + fraction) >= 0;
    }

    /// <summary>Reads YYYY-MM-DD.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ns">Nanoseconds from the year 1970 to its midnight.</param>
    public static bool TryDate(ReadOnlySpan<byte> text, out long ns)
    {
        bool isDate = text.Length == 10 && DateOnly.TryParseExact(Encoding.ASCII.GetString(text), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) && date.Year is >= 1970 and < 2200;
        ns = isDate ? (long)(DateOnly.ParseExact(Encoding.ASCII.GetString(text), "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - new DateOnly(1970, 1, 1).DayNumber) * 86_400 * NsPerSecond : 0;
        return isDate;
    }

    /// <summary>Reads seconds with a fraction.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ns">Nanoseconds.</param>
    public static bool TrySeconds(ReadOnlySpan<byte> text, out long ns)
    {
        ns = 0;
        int point = text.IndexOf((byte)'.');
        return point > 0 && TryWhole(text[..point], 4_000_000_000, out long seconds) && text.Length > point + 1 && TryFraction(text[point..], out long fraction)
            && (ns = (seconds * NsPerSecond) + fraction) >= 0;
    }

    private static bool TryWhole(ReadOnlySpan<byte> digits, long most, out long value)
    {
        value = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9' || value > most)
            {
                return false;
            }

            value = (value * 10) + digit - '0';
        }

        return digits.Length > 0 && value <= most;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, out long ns)
    {
        ns = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text[0] != '.' || text.Length > DigitsMax + 1 || (text.Length > 1 && !TryWhole(text[1..], NsPerSecond - 1, out ns)))
        {
            return false;
        }

        for (int i = text.Length; i < DigitsMax + 1; i++)
        {
            ns *= 10;
        }

        return true;
    }
}
