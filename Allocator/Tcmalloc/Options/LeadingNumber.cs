using System.Globalization;
using System.Text.RegularExpressions;

namespace AllocSim.Allocator.Tcmalloc.Options;

/// <summary>The number that a text begins with, as strtol and strtod read it: 0 where there is none; what stands behind it is not looked at.</summary>
internal static partial class LeadingNumber
{
    /// <summary>A whole number of 64 bits; beyond them the nearest one.</summary>
    public static long Whole(string text)
    {
        string digits = WholeNumber().Match(text).Groups["number"].Value;
        return digits.Length == 0 ? 0 : (long)Int128.Clamp(Int128.Parse(digits.Length > 30 ? digits[..30] : digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), long.MinValue, long.MaxValue);
    }

    /// <summary>A number in decimal digits; null for what is not modelled: infinite, not a number, or hexadecimal.</summary>
    public static double? Decimal(string text)
    {
        if (Strange().IsMatch(text))
        {
            return null;
        }

        string digits = DecimalNumber().Match(text).Groups["number"].Value;
        double value = digits.Length == 0 ? 0 : double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? value : null;
    }

    [GeneratedRegex(@"^[ \t\n\v\f\r]*(?<number>[+-]?[0-9]+)")]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"^[ \t\n\v\f\r]*(?<number>[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?)")]
    private static partial Regex DecimalNumber();

    [GeneratedRegex(@"^[ \t\n\v\f\r]*[+-]?(inf|nan|0x)", RegexOptions.IgnoreCase)]
    private static partial Regex Strange();
}
