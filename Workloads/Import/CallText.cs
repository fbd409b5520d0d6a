using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Import;

/// <summary>A call as most tracing programs print it: name(argument, …), then = or : and the result.</summary>
internal ref struct CallText
{
    /// <summary>Name of the function.</summary>
    public ReadOnlySpan<byte> Name;

    /// <summary>Numbers passed, at most three of them.</summary>
    public ulong First, Second, Third;

    /// <summary>How many arguments there are.</summary>
    public int Count;

    /// <summary>Whether a result is printed.</summary>
    public bool HasResult;

    /// <summary>The result; 0 for a null pointer.</summary>
    public ulong Result;

    /// <summary>Reads a call. A call that is printed inside another's line, as Valgrind does for realloc of null, is passed over.</summary>
    /// <returns>False when the text is no call.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out CallText call)
    {
        call = default;
        int open = text.IndexOf((byte)'(');
        if (open <= 0 || text[..open].ContainsAny(" \t"u8))
        {
            return false;
        }

        call.Name = text[..open];
        int close = Closing(text, open);
        return close > 0 && call.TryArguments(text[(open + 1)..close]) && call.TryResult(text[(close + 1)..]);
    }

    /// <summary>Reads a number in decimal or with 0x, a reusable name such as #12, or a null pointer in any of its spellings.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out ulong value)
    {
        text = text.Trim(" \t"u8);
        if (text.SequenceEqual("(nil)"u8) || text.SequenceEqual("nil"u8) || text.SequenceEqual("NULL"u8) || text.SequenceEqual("(null)"u8))
        {
            value = 0;
            return true;
        }

        if (text.Length > 1 && text[0] == '#')
        {
            text = text[1..];
        }

        var line = new TextLine(text);
        bool isHex = text.Length > 2 && text[0] == '0' && (text[1] | 0x20) == 'x';
        return (isHex ? line.TryPrefixed(out value) : line.TryUInt64(out value)) && line.AtEnd();
    }

    private static int Closing(ReadOnlySpan<byte> text, int open)
    {
        int depth = 0;
        for (int i = open; i < text.Length; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private bool TryArguments(ReadOnlySpan<byte> text)
    {
        if (text.Trim((byte)' ').IsEmpty)
        {
            return true;
        }

        while (true)
        {
            int comma = text.IndexOf((byte)',');
            ReadOnlySpan<byte> argument = (comma < 0 ? text : text[..comma]).Trim(" \t"u8);
            argument = argument[(argument.LastIndexOf((byte)' ') + 1)..];
            if (!TryNumber(argument, out ulong value))
            {
                return false;
            }

            switch (Count++)
            {
                case 0:
                    First = value;
                    break;
                case 1:
                    Second = value;
                    break;
                case 2:
                    Third = value;
                    break;
            }

            if (comma < 0)
            {
                return true;
            }

            text = text[(comma + 1)..];
        }
    }

    private bool TryResult(ReadOnlySpan<byte> rest)
    {
        int equals = rest.LastIndexOf((byte)'=');
        int at = equals >= 0 ? equals : rest.StartsWith(":"u8) ? 0 : -1;
        if (at < 0)
        {
            rest = rest.Trim(" \t"u8);
            return rest.IsEmpty || char.IsAsciiLetter((char)rest[0]); // a call inside this one, or a remark about it
        }

        ReadOnlySpan<byte> result = rest[(at + 1)..].Trim(" \t"u8);
        if (result.IsEmpty || result.SequenceEqual("<void>"u8) || result.SequenceEqual("void"u8))
        {
            return true;
        }

        HasResult = true;
        return TryNumber(result, out Result);
    }
}
