namespace AllocSim.Allocator.Glibc.Options;

/// <summary>Numbers as the library's loader reads them: decimal, 0x and octal, a sign before them if need be; a minus sign wraps around.</summary>
/// <remarks>glibc 2.36, `elf/dl-misc.c` _dl_strtoul. What stands behind the number is not looked at; where there is none it is 0; beyond 64 bits it is the largest one.</remarks>
internal static class LoaderNumber
{
    /// <summary>Reads a number.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number that the library takes.</param>
    /// <returns>Whether the text is a number and nothing else, without white space or a minus sign.</returns>
    public static bool TryRead(string text, out ulong value)
    {
        ReadOnlySpan<char> digits = text.AsSpan().TrimStart(" \t");
        bool isPlain = digits.Length == text.Length;
        bool isNegative = digits.StartsWith("-");
        digits = isNegative || digits.StartsWith("+") ? digits[1..] : digits;
        value = 0;
        if (digits.Length == 0 || !char.IsAsciiDigit(digits[0]))
        {
            return false;
        }

        bool isHex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        uint radix = isHex ? 16u : digits[0] == '0' ? 8u : 10u;
        int first = isHex ? 2 : 0;
        int at = first;
        for (; at < digits.Length && DigitOf(digits[at]) < radix; at++)
        {
            uint digit = DigitOf(digits[at]);
            value = value >= (ulong.MaxValue - digit) / radix ? ulong.MaxValue : (value * radix) + digit;
        }

        value = isNegative && value != ulong.MaxValue ? unchecked(0 - value) : value;
        return isPlain && !isNegative && at > first && at == digits.Length;
    }

    private static uint DigitOf(char c) => char.IsAsciiDigit(c) ? (uint)(c - '0') : char.IsAsciiHexDigit(c) ? (uint)(char.ToLowerInvariant(c) - 'a') + 10 : uint.MaxValue;
}
