namespace AllocSim.Allocator.Mimalloc.Options;

/// <summary>Reads an option's value as the library does.</summary>
/// <remarks>
/// mimalloc 2.0.9, `src/options.c` mi_option_init. Of the text the first 64 characters count, in capitals. Nothing, and anything that is part of <c>1;TRUE;YES;ON</c>, is 1;
/// what is part of <c>0;FALSE;NO;OFF</c> is 0: so "T" is 1, "F" is 0, and "O" is 1. Then comes a decimal number, with white space and a sign before it if need be.
/// </remarks>
internal static class OptionValue
{
    private const int CharactersMax = 64;
    private const string Ons = "1;TRUE;YES;ON";
    private const string Offs = "0;FALSE;NO;OFF";

    /// <summary>Reads a value.</summary>
    /// <param name="text">What stands behind the equals sign.</param>
    /// <param name="isKibibytes">Whether it may end with K, M or G, with IB or B after it, and is kept in KiB.</param>
    /// <param name="value">The number.</param>
    /// <returns>False where the library would call it invalid.</returns>
    public static bool TryRead(string text, bool isKibibytes, out long value)
    {
        string capitals = (text.Length > CharactersMax ? text[..CharactersMax] : text).ToUpperInvariant();
        if (Ons.Contains(capitals, StringComparison.Ordinal))
        {
            value = 1;
            return true;
        }

        if (Offs.Contains(capitals, StringComparison.Ordinal))
        {
            value = 0;
            return true;
        }

        int position = 0;
        value = ReadNumber(capitals, ref position);
        if (isKibibytes)
        {
            value = ReadUnit(capitals, ref position, value);
        }

        return position == capitals.Length;
    }

    /// <summary>A number as strtol reads it: too large ones are the largest; without a digit nothing is read.</summary>
    private static long ReadNumber(string text, ref int position)
    {
        int at = 0;
        while (at < text.Length && text[at] is ' ' or '\t' or '\n' or '\v' or '\f' or '\r')
        {
            at++;
        }

        bool isNegative = at < text.Length && text[at] == '-';
        if (at < text.Length && text[at] is '-' or '+')
        {
            at++;
        }

        Int128 number = 0;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            number = Int128.Min((number * 10) + (text[at] - '0'), (Int128)ulong.MaxValue);
            position = at + 1;
        }

        return (long)Int128.Clamp(isNegative ? -number : number, long.MinValue, long.MaxValue);
    }

    private static long ReadUnit(string text, ref int position, long value)
    {
        char unit = position < text.Length ? text[position] : '\0';
        position += unit is 'K' or 'M' or 'G' ? 1 : 0;
        value = unchecked(unit switch
        {
            'K' => value,
            'M' => value * 1024,
            'G' => value * 1024 * 1024,
            _ => (value + 1023) / 1024,
        });
        if (text.AsSpan(position).StartsWith("IB", StringComparison.Ordinal))
        {
            position += 2;
        }
        else if (text.AsSpan(position).StartsWith("B", StringComparison.Ordinal))
        {
            position++;
        }

        return value;
    }
}
