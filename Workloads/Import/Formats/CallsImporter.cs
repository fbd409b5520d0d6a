using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>
/// Plain calls, one a line: CMT text ("malloc(24) = 0x…"), and ltrace's output with the thread before it ("[pid 7] malloc(24) = 0x…", "7 program->malloc(24) = 0x…").
/// No time. Calls outside the malloc family are passed over; so are those that ltrace shows without their result.
/// </summary>
internal sealed class CallsImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "CMT text or ltrace", hasTime: false, options)
{
    /// <inheritdoc/>
    protected override string Form => "'malloc(SIZE) = POINTER', with '[pid N]' before it where there are threads";

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> line = Head.FirstLine(head);
        TakeThread(ref line);
        int open = line.IndexOf((byte)'(');
        return open > 0 && line.IndexOf((byte)'\t') < 0 && !line[..open].ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@."u8)
            && line[0] is not (>= (byte)'0' and <= (byte)'9') && (line.IndexOf(") = "u8) > 0 || line.StartsWith("free("u8) || line.IndexOf(")  "u8) > 0);
    }

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        if (line[0] == '#' || line.IndexOf("+++ exited"u8) >= 0 || line.IndexOf("--- "u8) >= 0)
        {
            return true;
        }

        long thread = TakeThread(ref line);
        if (line.IndexOf("<unfinished"u8) >= 0 || line.StartsWith("<... "u8))
        {
            Repairs.Add(TraceFault.Ambiguous);
            return true;
        }

        if (!CallText.TryParse(line, out CallText call))
        {
            return false;
        }

        if (!CallBook.TryEnter(Book, thread, call, out TraceFault fault))
        {
            Repairs.Add(TraceFault.NoEffect);
        }

        Report(fault);
        return true;
    }

    private static long TakeThread(ref ReadOnlySpan<byte> line)
    {
        long thread = 0;
        if (line.StartsWith("[pid "u8))
        {
            int close = line.IndexOf((byte)']');
            if (close > 0 && new TextLine(line["[pid ".Length..close]).TryInt64(out thread))
            {
                line = line[(close + 1)..].Trim((byte)' ');
            }
        }
        else if (!line.IsEmpty && line[0] is >= (byte)'0' and <= (byte)'9')
        {
            var fields = new TextLine(line);
            if (fields.TryInt64(out thread) && !fields.AtEnd())
            {
                line = fields.Rest;
            }
        }

        int arrow = line.IndexOf("->"u8);
        int open = line.IndexOf((byte)'(');
        if (arrow > 0 && arrow < open)
        {
            line = line[(arrow + 2)..];
        }

        return thread;
    }
}
