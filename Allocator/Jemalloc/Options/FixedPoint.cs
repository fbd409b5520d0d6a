using System.Globalization;

namespace AllocSim.Allocator.Jemalloc.Options;

/// <summary>A number of 16 integer and 16 fractional bits, as jemalloc keeps ratios.</summary>
/// <param name="Bits">The number times 65536.</param>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/fxp.h`, `src/fxp.c`.</remarks>
public readonly record struct FixedPoint(uint Bits)
{
    private const int FractionDigits = 14;

    /// <summary>A whole number, below 65536.</summary>
    public static FixedPoint FromInteger(uint value) => new(value << 16);

    /// <summary>Product, cut to 16 fractional bits.</summary>
    public FixedPoint Times(FixedPoint other) => new((uint)(((ulong)Bits * other.Bits) >> 16));

    /// <summary>The nearest whole number, halves up.</summary>
    public uint Round() => (Bits >> 16) + ((Bits >> 15) & 1);

    /// <summary>This fraction of a size, rounded down; the fraction is at most 1.</summary>
    public ulong Of(ulong size) => size < 1UL << 48 ? (size * Bits) >> 16 : (size >> 16) * Bits;

    /// <summary>Reads decimal digits with an optional fraction; the fraction counts to its 14th digit.</summary>
    /// <returns>False when the text is anything else or 65536 or more.</returns>
    public static bool TryParse(string text, out FixedPoint value)
    {
        value = default;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? "0" : text[(point + 1)..];
        if ((whole.Length == 0 && point < 0) || fraction.Length == 0 || !AreDigits(whole) || !AreDigits(fraction))
        {
            return false;
        }

        uint integer = 0;
        foreach (var digit in whole)
        {
            integer = (integer * 10) + (uint)(digit - '0');
            if (integer >= 1U << 16)
            {
                return false;
            }
        }

        ulong numerator = 0;
        ulong denominator = 1;
        for (var i = 0; i < FractionDigits; i++)
        {
            numerator = (numerator * 10) + (i < fraction.Length ? (ulong)(fraction[i] - '0') : 0);
            denominator *= 10;
        }

        value = new FixedPoint((integer << 16) + (uint)((numerator << 16) / denominator));
        return true;
    }

    /// <summary>The number as the library prints it: at least one digit after the point, no trailing zeros beyond it.</summary>
    public override string ToString()
    {
        ulong digits = Bits & 0xffff;
        var leadingZeros = 0;
        for (var i = 0; i < FractionDigits; i++)
        {
            if (digits < 1 << 16 && digits * 10 >= 1 << 16)
            {
                leadingZeros = i;
            }

            digits *= 10;
        }

        digits >>= 16;
        while (digits > 0 && digits % 10 == 0)
        {
            digits /= 10;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Bits >> 16}.{new string('0', leadingZeros)}{digits}");
    }

    private static bool AreDigits(string text) => text.All(char.IsAsciiDigit);
}
