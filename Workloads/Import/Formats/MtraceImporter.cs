using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>glibc's mtrace(3): "@ where + 0xADDRESS 0xSIZE", "- 0xADDRESS", "&lt; 0xOLD" then "&gt; 0xNEW 0xSIZE", "! 0xADDRESS 0xSIZE". No threads, no time.</summary>
internal sealed class MtraceImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "glibc mtrace", hasTime: false, options)
{
    private ulong _old;

    /// <inheritdoc/>
    protected override string Form => "'@ WHERE + 0xADDRESS 0xSIZE', or with - < > !";

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head) =>
        head.StartsWith("= Start"u8) || head.StartsWith("@ "u8) || (head.Length > 4 && head[0] is (byte)'+' or (byte)'-' or (byte)'<' && head[1..].StartsWith(" 0x"u8));

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        if (line[0] == '=')
        {
            return true;
        }

        ReadOnlySpan<byte> rest = line;
        if (line[0] == '@')
        {
            // The place may hold blanks, so the event is found from the right: its sign stands alone before one or two numbers.
            int at = line.LastIndexOfAny("+-<>!"u8);
            while (at > 0 && !(line[at - 1] == ' ' && at + 1 < line.Length && line[at + 1] == ' '))
            {
                at = line[..at].LastIndexOfAny("+-<>!"u8);
            }

            if (at <= 0)
            {
                return false;
            }

            rest = line[at..];
        }

        return TryEvent(rest[0], rest[1..]);
    }

    private bool TryEvent(byte sign, ReadOnlySpan<byte> rest)
    {
        var fields = new TextLine(rest);
        if (!fields.TryWord(out ReadOnlySpan<byte> word) || !CallText.TryNumber(word, out ulong address))
        {
            return false;
        }

        ulong size = 0;
        bool hasSize = fields.TryWord(out word);
        if ((hasSize && !CallText.TryNumber(word, out size)) || !fields.AtEnd() || hasSize != (sign is (byte)'+' or (byte)'>' or (byte)'!'))
        {
            return false;
        }

        switch (sign)
        {
            case (byte)'+':
                Report(Book.Allocate(OperationKind.Malloc, 0, address, size));
                return true;
            case (byte)'-':
                Report(Book.Free(0, address));
                return true;
            case (byte)'<':
                _old = address;
                return true;
            case (byte)'>':
                Report(Book.Reallocate(0, _old, address, size));
                _old = 0;
                return true;
            case (byte)'!':
                Repairs.Add(TraceFault.FailedCall);
                _old = 0;
                return true;
            default:
                return false;
        }
    }
}
