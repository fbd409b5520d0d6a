using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>Mozilla's logalloc, raw or munged: "PID THREAD call(arguments)=POINTER", pointers as 0x… or as reusable names #N. No time. The first process is read.</summary>
internal sealed class LogallocImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "Mozilla logalloc", hasTime: false, options)
{
    private ulong? _process;

    /// <inheritdoc/>
    protected override string Form => "'PID THREAD malloc(SIZE)=POINTER'";

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head)
    {
        var line = new TextLine(Head.FirstLine(head));
        return line.TryUInt64(out _) && line.TryUInt64(out _) && line.TryWord(out ReadOnlySpan<byte> call) && call.Length > 0 && call[0] is >= (byte)'a' and <= (byte)'z' && call.IndexOf((byte)'(') > 0;
    }

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        var fields = new TextLine(line);
        if (!fields.TryUInt64(out ulong process) || !fields.TryInt64(out long thread) || fields.AtEnd() || !CallText.TryParse(fields.Rest, out CallText call))
        {
            return false;
        }

        if (process != (_process ??= process))
        {
            Repairs.Add(TraceFault.OtherProcess);
            return true;
        }

        if (!CallBook.TryEnter(Book, thread, call, out TraceFault fault))
        {
            return false;
        }

        Report(fault);
        return true;
    }
}
