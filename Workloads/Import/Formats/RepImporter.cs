using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>malloc-lab's .rep: a header of four numbers (suggested heap, ids, operations, weight), then "a ID SIZE", "r ID SIZE", "f ID". Ids may be used again; "f -1" is free of null.</summary>
internal sealed class RepImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "malloc-lab .rep", hasTime: false, options)
{
    private int _headers;

    /// <inheritdoc/>
    protected override string Form => "four lines of one number, then 'a ID SIZE', 'r ID SIZE' or 'f ID'";

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head)
    {
        int numbers = 0;
        while (numbers <= 4)
        {
            int end = head.IndexOf((byte)'\n');
            var line = new TextLine(end < 0 ? head : head[..end]);
            if (numbers == 4)
            {
                return line.TryWord(out ReadOnlySpan<byte> word) && word.Length == 1 && word[0] is (byte)'a' or (byte)'r' or (byte)'f';
            }

            if (end < 0 || !line.TryUInt64(out _) || !line.AtEnd())
            {
                return false;
            }

            numbers++;
            head = head[(end + 1)..];
        }

        return false;
    }

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        var fields = new TextLine(line);
        if (_headers < 4)
        {
            _headers++;
            return fields.TryUInt64(out _) && fields.AtEnd();
        }

        if (!fields.TryWord(out ReadOnlySpan<byte> call) || call.Length != 1 || !fields.TryPrefixed(out ulong id))
        {
            return fields.AtEnd() && call.IsEmpty;
        }

        ulong size = 0;
        bool needsSize = call[0] is (byte)'a' or (byte)'r';
        if ((needsSize && !fields.TryUInt64(out size)) || !fields.AtEnd() || (!needsSize && call[0] != 'f'))
        {
            return false;
        }

        if (id == ulong.MaxValue || id >= ulong.MaxValue - 1)
        {
            return call[0] == 'f';
        }

        ulong address = id + 1;
        Report(call[0] switch
        {
            (byte)'a' => Book.Allocate(OperationKind.Malloc, 0, address, size),
            (byte)'r' => Book.Reallocate(0, address, address, size),
            _ => Book.Free(0, address),
        });
        return true;
    }
}
