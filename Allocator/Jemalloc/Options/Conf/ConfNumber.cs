namespace AllocSim.Allocator.Jemalloc.Options.Conf;

/// <summary>Reads whole numbers as jemalloc does: white space, a sign, then decimal, 0x hexadecimal or 0 octal digits; a minus sign wraps around.</summary>
/// <remarks>jemalloc 5.3.0, `src/malloc_io.c` malloc_strtoumax with base 0.</remarks>
internal static class ConfNumber
{
    /// <summary>Reads a number at a position and moves the position behind it.</summary>
    /// <returns>False when no digit is there or the number exceeds 64 bits.</returns>
    public static bool TryRead(string text, ref int position, out ulong value)
    {
        value = 0;
        var at = position;
        while (IsSpace(At(text, at)))
        {
            at++;
        }

        var isNegative = At(text, at) == '-';
        if (isNegative || At(text, at) == '+')
        {
            at++;
        }

        var first = at;
        var radix = 10UL;
        if (At(text, at) == '0')
        {
            if (At(text, at + 1) is >= '0' and <= '7')
            {
                radix = 8;
                at++;
            }
            else if (At(text, at + 1) is 'x' or 'X' && char.IsAsciiHexDigit(At(text, at + 2)))
            {
                radix = 16;
                at += 2;
            }
            else if (At(text, at + 1) is not ('x' or 'X'))
            {
                position = at + 1;
                return true;
            }
        }

        for (; DigitOf(At(text, at)) < radix; at++)
        {
            var before = value;
            value = unchecked((value * radix) + DigitOf(text[at]));
            if (value < before)
            {
                return false;
            }
        }

        if (isNegative)
        {
            value = unchecked(0 - value);
        }

        position = at;
        return at != first;
    }

    /// <summary>Reads a number that is the whole text.</summary>
    public static bool TryReadAll(string text, out ulong value)
    {
        var position = 0;
        return TryRead(text, ref position, out value) && position == text.Length;
    }

    private static char At(string text, int index) => index < text.Length ? text[index] : '\0';

    private static bool IsSpace(char c) => c is '\t' or '\n' or '\v' or '\f' or '\r' or ' ';

    private static ulong DigitOf(char c) => c switch
    {
        >= '0' and <= '9' => (ulong)(c - '0'),
        >= 'A' and <= 'Z' => (ulong)(c - 'A') + 10,
        >= 'a' and <= 'z' => (ulong)(c - 'a') + 10,
        _ => ulong.MaxValue,
    };
}
