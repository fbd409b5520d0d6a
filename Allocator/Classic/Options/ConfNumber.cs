namespace AllocSim.Allocator.Classic.Options;

/// <summary>Reads whole numbers as the C library's strtoul and strtol do with base 0: white space, a sign, then decimal, 0x hexadecimal or 0 octal digits.</summary>
internal static class ConfNumber
{
    /// <summary>Reads an unsigned number that is the whole text; a minus sign wraps around. The empty text is 0: the library compares lengths alone.</summary>
    /// <returns>False when something else stands there, or the number exceeds 64 bits.</returns>
    public static bool TryReadUnsigned(string text, out ulong value)
    {
        bool isRead = TryRead(text, out ulong magnitude, out bool isNegative);
        value = isNegative ? unchecked(0 - magnitude) : magnitude;
        return isRead;
    }

    /// <summary>Reads a signed number that is the whole text; the empty text is 0.</summary>
    /// <returns>False when something else stands there, or the number exceeds 64 bits.</returns>
    public static bool TryReadSigned(string text, out long value)
    {
        bool isRead = TryRead(text, out ulong magnitude, out bool isNegative);
        value = unchecked((long)(isNegative ? 0 - magnitude : magnitude));
        return isRead && magnitude <= (isNegative ? 1UL << 63 : long.MaxValue);
    }

    private static bool TryRead(string text, out ulong magnitude, out bool isNegative)
    {
        ReadOnlySpan<char> rest = text.AsSpan().TrimStart(" \t\n\v\f\r");
        isNegative = rest is ['-', ..];
        if (rest is ['-' or '+', ..])
        {
            rest = rest[1..];
        }

        uint radix = 10;
        if (rest is ['0', 'x' or 'X', _, ..])
        {
            radix = 16;
            rest = rest[2..];
        }
        else if (rest is ['0', ..])
        {
            radix = 8;
        }

        magnitude = 0;
        if (rest.IsEmpty)
        {
            return text.Length == 0;
        }

        foreach (char c in rest)
        {
            uint digit = char.IsAsciiHexDigit(c) ? (uint)Convert.ToInt32(c.ToString(), 16) : radix;
            UInt128 next = ((UInt128)magnitude * radix) + digit;
            if (digit >= radix || next > ulong.MaxValue)
            {
                return false;
            }

            magnitude = (ulong)next;
        }

        return true;
    }
}
