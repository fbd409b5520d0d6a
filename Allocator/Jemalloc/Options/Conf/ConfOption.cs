namespace AllocSim.Allocator.Jemalloc.Options.Conf;

/// <summary>One option of a MALLOC_CONF string: its name and what a value does.</summary>
/// <param name="Name">jemalloc's name.</param>
/// <param name="Expected">What a right value looks like, for messages.</param>
/// <param name="Set">Takes a value; gives the options that follow and what was wrong with the value, or null. A wrong value may have been followed in part.</param>
internal sealed record ConfOption(string Name, string Expected, Func<JemallocOptions, string, (JemallocOptions Options, string? Problem)> Set)
{
    private const string Invalid = "is not a valid value";
    private const string OutOfRange = "is out of range";

    /// <summary>true or false.</summary>
    public static ConfOption Flag(string name, Func<JemallocOptions, bool, JemallocOptions> set)
        => new(name, "true or false", (o, text) => text is "true" or "false" ? (set(o, text == "true"), null) : (o, Invalid));

    /// <summary>Any text.</summary>
    public static ConfOption Text(string name, Func<JemallocOptions, string, JemallocOptions> set)
        => new(name, "text", (o, text) => (set(o, text), null));

    /// <summary>An unsigned number; out of range it is an error, or is clipped.</summary>
    public static ConfOption Unsigned(string name, ulong min, ulong max, bool clips, Func<JemallocOptions, ulong, JemallocOptions> set)
        => new(name, max == ulong.MaxValue ? $"a number from {min}" : $"a number from {min} to {max}", (o, text) =>
            !ConfNumber.TryReadAll(text, out var value) ? (o, Invalid)
            : value >= min && value <= max ? (set(o, value), null)
            : clips ? (set(o, value < min ? min : max), null)
            : (o, OutOfRange));

    /// <summary>A signed number; out of range it is an error.</summary>
    public static ConfOption Signed(string name, long min, long max, Func<JemallocOptions, long, JemallocOptions> set)
        => new(name, $"a number from {min} to {max}", (o, text) =>
            !ConfNumber.TryReadAll(text, out var value) ? (o, Invalid)
            : (long)value >= min && (long)value <= max ? (set(o, (long)value), null)
            : (o, OutOfRange));

    /// <summary>One of a few words, or the beginning of one: the first that begins with the value is taken.</summary>
    public static ConfOption Abbreviated<T>(string name, Func<JemallocOptions, T, JemallocOptions> set)
        where T : struct, Enum
        => Word(name, set, (word, text) => word.StartsWith(text, StringComparison.Ordinal));

    /// <summary>One of a few words.</summary>
    public static ConfOption Word<T>(string name, Func<JemallocOptions, T, JemallocOptions> set)
        where T : struct, Enum
        => Word(name, set, (word, text) => word == text);

    /// <summary>A ratio in decimal digits.</summary>
    public static ConfOption Ratio(string name, string expected, Func<JemallocOptions, FixedPoint, JemallocOptions?> set)
        => new(name, expected, (o, text) => FixedPoint.TryParse(text, out var value) && set(o, value) is { } next ? (next, null) : (o, Invalid));

    /// <summary>Begin-end:value triples, separated by bars; each is taken as it is read, up to the first wrong one.</summary>
    public static ConfOption Ranges(string name, string expected, Func<JemallocOptions, ulong, ulong, ulong, JemallocOptions?> add)
        => new(name, expected, (o, text) =>
        {
            var position = 0;
            do
            {
                if (!TryReadRange(text, ref position, out var begin, out var end, out var value) || add(o, begin, end, value) is not { } next)
                {
                    return (o, Invalid);
                }

                o = next;
            }
            while (position < text.Length);
            return (o, null);
        });

    private static ConfOption Word<T>(string name, Func<JemallocOptions, T, JemallocOptions> set, Func<string, string, bool> matches)
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        var words = values.Select(v => v.ConfName()).ToArray();
        return new(name, string.Join(", ", words[..^1]) + " or " + words[^1], (o, text) =>
        {
            var index = Array.FindIndex(words, word => matches(word, text));
            return index < 0 ? (o, Invalid) : (set(o, values[index]), null);
        });
    }

    private static bool TryReadRange(string text, ref int position, out ulong begin, out ulong end, out ulong value)
    {
        end = value = 0;
        if (!ConfNumber.TryRead(text, ref position, out begin) || !Skip(text, ref position, '-')
            || !ConfNumber.TryRead(text, ref position, out end) || !Skip(text, ref position, ':')
            || !ConfNumber.TryRead(text, ref position, out value))
        {
            return false;
        }

        Skip(text, ref position, '|');
        return true;
    }

    private static bool Skip(string text, ref int position, char separator)
    {
        if (position == text.Length || text[position] != separator)
        {
            return false;
        }

        position++;
        return true;
    }
}
