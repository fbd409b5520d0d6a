using System.Globalization;
using System.Text;

namespace AllocSim.Workloads.Text;

/// <summary>A line of text being taken apart from left to right, as bytes; fields are split by spaces and tabs.</summary>
/// <remarks>Numbers are read as the oracle reads them: plain ones in decimal, flags and control values in decimal, 0x… or 0… (octal).</remarks>
internal ref struct TextLine
{
    private readonly ReadOnlySpan<byte> _line;
    private int _at;

    /// <summary>Starts at the beginning of a line.</summary>
    public TextLine(ReadOnlySpan<byte> line) => _line = line;

    /// <summary>What has not been taken yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _line[_at..];

    /// <summary>Skips blanks and tells whether nothing else is left.</summary>
    public bool AtEnd()
    {
        SkipBlanks();
        return _at >= _line.Length;
    }

    /// <summary>Takes the next field, whatever it holds.</summary>
    public bool TryWord(out ReadOnlySpan<byte> word)
    {
        SkipBlanks();
        int from = _at;
        while (_at < _line.Length && !IsBlank(_line[_at]))
        {
            _at++;
        }

        word = _line[from.._at];
        return _at > from;
    }

    /// <summary>Takes a decimal number of 0 to 2^64-1.</summary>
    /// <returns>False when the field is no such number; it is then left in place.</returns>
    public bool TryUInt64(out ulong value)
    {
        SkipBlanks();
        ReadOnlySpan<byte> line = _line;
        int n = _at;
        value = 0;
        for (; n < line.Length; n++)
        {
            uint digit = (uint)line[n] - '0';
            if (digit > 9)
            {
                break;
            }

            if (n - _at >= 19 && (value > ulong.MaxValue / 10 || value * 10 > ulong.MaxValue - digit))
            {
                return false;
            }

            value = value * 10 + digit;
        }

        if (n == _at || (n < line.Length && !IsBlank(line[n])))
        {
            return false;
        }

        _at = n;
        return true;
    }

    /// <summary>Takes a decimal number of 0 to 2^63-1.</summary>
    public bool TryInt64(out long value)
    {
        int before = _at;
        if (TryUInt64(out ulong number) && number <= long.MaxValue)
        {
            value = (long)number;
            return true;
        }

        _at = before;
        value = 0;
        return false;
    }

    /// <summary>Takes a number with optional sign and optional base prefix 0x or 0, of -2^63 to 2^64-1, as C's %i does.</summary>
    public bool TryPrefixed(out ulong value)
    {
        int before = _at;
        value = 0;
        if (!TryWord(out ReadOnlySpan<byte> word))
        {
            return false;
        }

        bool negative = word[0] == '-';
        ReadOnlySpan<byte> digits = negative || word[0] == '+' ? word[1..] : word;
        if (TryDigits(digits, out value) && (!negative || value <= 1UL << 63))
        {
            value = negative ? 0UL - value : value;
            return true;
        }

        _at = before;
        return false;
    }

    /// <summary>Takes a 32-bit number as <see cref="TryPrefixed"/> does, of -2^31 to 2^32-1.</summary>
    public bool TryFlags(out int flags)
    {
        int before = _at;
        if (TryPrefixed(out ulong value) && (value <= uint.MaxValue || (long)value >= int.MinValue && (long)value < 0))
        {
            flags = unchecked((int)value);
            return true;
        }

        _at = before;
        flags = 0;
        return false;
    }

    /// <summary>A piece of input in quotes for a message: printable ASCII only, and not all of a long one.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        const int most = 48;
        var text = new StringBuilder("'");
        foreach (byte b in bytes[..Math.Min(bytes.Length, most)])
        {
            if (b is >= 0x20 and < 0x7f)
            {
                text.Append((char)b);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
            }
        }

        return text.Append(bytes.Length > most ? "…'" : "'").ToString();
    }

    private static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r';

    private static bool TryDigits(ReadOnlySpan<byte> digits, out ulong value)
    {
        uint radix = 10;
        if (digits.Length > 2 && digits[0] == '0' && (digits[1] | 0x20) == 'x')
        {
            radix = 16;
            digits = digits[2..];
        }
        else if (digits.Length > 1 && digits[0] == '0')
        {
            radix = 8;
        }

        value = 0;
        foreach (byte b in digits)
        {
            uint digit = b is >= (byte)'0' and <= (byte)'9' ? b - (uint)'0' : ((uint)b | 0x20) is var c && c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
            if (digit >= radix || value > (ulong.MaxValue - digit) / radix)
            {
                return false;
            }

            value = value * radix + digit;
        }

        return digits.Length > 0;
    }

    private void SkipBlanks()
    {
        while (_at < _line.Length && IsBlank(_line[_at]))
        {
            _at++;
        }
    }
}
