namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <summary>Reads the number of an indexed level as the library does: what follows the digits is not looked at, and a leading 0 before 8, 9 or a letter ends the number.</summary>
/// <remarks>jemalloc 5.3.0, `src/malloc_io.c` malloc_strtoumax with base 10, as `src/ctl.c` ctl_lookup uses it.</remarks>
internal static class CtlIndex
{
    /// <summary>Reads a number.</summary>
    /// <returns>False when there is none or it exceeds 64 bits.</returns>
    public static bool TryRead(ReadOnlySpan<char> element, out ulong index)
    {
        index = 0;
        var text = element.TrimStart(" \t\n\v\f\r");
        var isNegative = text.StartsWith("-");
        text = isNegative || text.StartsWith("+") ? text[1..] : text;
        if (text.StartsWith("0") && !(text.Length > 1 && text[1] is >= '0' and <= '7'))
        {
            return true;
        }

        var digits = text.IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? text.Length : digits;
        if (!ulong.TryParse(text[..digits], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out index))
        {
            return false;
        }

        index = isNegative ? unchecked(0 - index) : index;
        return index != ulong.MaxValue;
    }
}
