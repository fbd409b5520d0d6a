using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>
/// Events of LTTng's wrapper of the C library, as babeltrace2 prints them: "[TIME] (+DELTA) HOST lttng_ust_libc:malloc: { cpu_id = 0 }, { vtid = 7 }, { size = 24, ptr = 0x… }".
/// The time is of day, with a date, or in seconds. The thread is vtid, or the CPU where that is missing. Other events are passed over.
/// </summary>
internal sealed class LttngImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "LTTng libc wrapper", hasTime: true, options)
{
    private DayClock _day;
    private ulong? _process;

    private static ReadOnlySpan<byte> Provider => "lttng_ust_libc:"u8;

    /// <inheritdoc/>
    protected override string Form => "'[TIME] HOST lttng_ust_libc:malloc: { cpu_id = N }, { vtid = N }, { size = N, ptr = 0x… }', as babeltrace2 prints it";

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head) => Head.AnyLine(head, line => line.AsSpan().IndexOf(Provider) > 0 && line[0] == '[');

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        int at = line.IndexOf(Provider);
        if (at < 0)
        {
            return line[0] == '['; // an event of another kind
        }

        ReadOnlySpan<byte> rest = line[(at + Provider.Length)..];
        int colon = rest.IndexOf((byte)':');
        if (colon <= 0 || !TryStamp(line[..at], out long ns))
        {
            return false;
        }

        ReadOnlySpan<byte> call = rest[..colon];
        ReadOnlySpan<byte> fields = rest[(colon + 1)..];
        if (TryField(fields, "vpid"u8, out ulong process) && process != (_process ??= process))
        {
            Repairs.Add(TraceFault.OtherProcess);
            return true;
        }

        if (!TryField(fields, "vtid"u8, out ulong thread))
        {
            _ = TryField(fields, "cpu_id"u8, out thread);
        }

        Book.At(ns);
        return TryEnter(call, (long)Math.Min(thread, long.MaxValue), fields);
    }

    private static bool TryField(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> name, out ulong value)
    {
        value = 0;
        for (int from = 0; fields[from..].IndexOf(name) is int at && at >= 0;)
        {
            int start = from + at;
            ReadOnlySpan<byte> rest = fields[(start + name.Length)..];
            from = start + name.Length;
            if ((start == 0 || fields[start - 1] is (byte)' ' or (byte)'{' or (byte)',') && rest.StartsWith(" = "u8))
            {
                rest = rest[3..];
                int end = rest.IndexOfAny(" ,}"u8);
                return CallText.TryNumber(end < 0 ? rest : rest[..end], out value);
            }
        }

        return false;
    }

    private bool TryStamp(ReadOnlySpan<byte> before, out long ns)
    {
        ns = 0;
        int open = before.IndexOf((byte)'[');
        int close = before.IndexOf((byte)']');
        if (open < 0 || close < open)
        {
            return false;
        }

        ReadOnlySpan<byte> text = before[(open + 1)..close];
        int space = text.IndexOf((byte)' ');
        if (space > 0)
        {
            return StampText.TryDate(text[..space], out long date) && StampText.TryTimeOfDay(text[(space + 1)..], out long time) && (ns = date + time) >= 0;
        }

        if (StampText.TryTimeOfDay(text, out long ofDay))
        {
            ns = _day.Continue(ofDay);
            return true;
        }

        return StampText.TrySeconds(text, out ns);
    }

    private bool TryEnter(ReadOnlySpan<byte> call, long thread, ReadOnlySpan<byte> fields)
    {
        bool hasPointer = TryField(fields, "ptr"u8, out ulong pointer) || TryField(fields, "out_ptr"u8, out pointer);
        bool hasSize = TryField(fields, "size"u8, out ulong size);
        switch (call)
        {
            case var _ when call.SequenceEqual("malloc"u8) && hasPointer && hasSize:
                Report(Book.Allocate(OperationKind.Malloc, thread, pointer, size));
                return true;
            case var _ when call.SequenceEqual("calloc"u8) && hasPointer && hasSize && TryField(fields, "nmemb"u8, out ulong count):
                Report(Book.Allocate(OperationKind.Calloc, thread, pointer, size, count));
                return true;
            case var _ when call.SequenceEqual("realloc"u8) && hasPointer && hasSize && TryField(fields, "in_ptr"u8, out ulong old):
                Report(Book.Reallocate(thread, old, pointer, size));
                return true;
            case var _ when (call.SequenceEqual("memalign"u8) || call.SequenceEqual("posix_memalign"u8)) && hasPointer && hasSize && TryField(fields, "alignment"u8, out ulong alignment):
                bool failed = TryField(fields, "result"u8, out ulong result) && result != 0;
                Report(Book.Allocate(OperationKind.Memalign, thread, failed ? 0 : pointer, size, alignment));
                return true;
            case var _ when call.SequenceEqual("free"u8) && hasPointer:
                Report(Book.Free(thread, pointer));
                return true;
            default:
                return !CallBook.IsFamily(call);
        }
    }
}
