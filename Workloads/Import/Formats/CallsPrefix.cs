using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>What stands before a call in ltrace's output: the thread (-f, -o), the time (-t, -tt, -ttt, -r), the place (-i), the library that calls.</summary>
internal ref struct CallsPrefix
{
    private const long LeastAbsoluteNs = 1_000_000_000_000_000;

    /// <summary>The thread; 0 where none is named.</summary>
    public long Thread;

    /// <summary>Whether a time is there.</summary>
    public bool HasTime;

    /// <summary>Whether the time is one of day, so that it begins anew at midnight.</summary>
    public bool IsOfDay;

    /// <summary>Whether the time is that since the line before.</summary>
    public bool IsRelative;

    /// <summary>The time, nanoseconds.</summary>
    public long TimeNs;

    /// <summary>The call itself, or what else the line says.</summary>
    public ReadOnlySpan<byte> Call;

    /// <summary>Takes a line apart.</summary>
    public static CallsPrefix Of(ReadOnlySpan<byte> line)
    {
        CallsPrefix prefix = default;
        line = line.Trim(" \t"u8);
        prefix.TakeThread(ref line);
        prefix.TakeTime(ref line);
        if (line.StartsWith("[0x"u8) && line.IndexOf((byte)']') is int close && close > 0)
        {
            line = line[(close + 1)..].TrimStart((byte)' ');
        }

        int arrow = line.IndexOf("->"u8);
        int open = line.IndexOf((byte)'(');
        prefix.Call = arrow > 0 && arrow < open ? line[(arrow + 2)..] : line;
        return prefix;
    }

    private void TakeThread(ref ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("[pid "u8))
        {
            int close = line.IndexOf((byte)']');
            if (close > 0 && new TextLine(line["[pid ".Length..close]).TryInt64(out Thread))
            {
                line = line[(close + 1)..].TrimStart((byte)' ');
            }
        }
        else if (!line.IsEmpty && line[0] is >= (byte)'0' and <= (byte)'9')
        {
            TextLine fields = new(line);
            if (fields.TryInt64(out Thread) && !fields.AtEnd())
            {
                line = fields.Rest;
            }
        }
    }

    private void TakeTime(ref ReadOnlySpan<byte> line)
    {
        TextLine fields = new(line);
        if (line.IsEmpty || line[0] is < (byte)'0' or > (byte)'9' || !fields.TryWord(out ReadOnlySpan<byte> word) || fields.AtEnd())
        {
            return;
        }

        IsOfDay = StampText.TryTimeOfDay(word, out TimeNs);
        HasTime = IsOfDay || StampText.TrySeconds(word, out TimeNs);
        IsRelative = HasTime && !IsOfDay && TimeNs < LeastAbsoluteNs;
        line = HasTime ? fields.Rest : line;
    }
}
