using System.Globalization;
using System.Text;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>
/// FreeBSD's kdump of utrace records: "PID [THREAD] COMMAND [TIME] USER POINTER = malloc(SIZE)", and old jemalloc's own "&lt;jemalloc&gt;:utrace: PID malloc_init()".
/// calloc is recorded as its product. Threads with kdump -H; seconds with -T, -E or -R. The first process is read.
/// </summary>
internal sealed class UtraceImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "FreeBSD utrace", hasTime: false, options)
{
    private ulong? _process;
    private decimal _elapsed;

    /// <inheritdoc/>
    protected override string Form => "'PID COMMAND USER POINTER = malloc(SIZE)'";

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head) =>
        Head.AnyLine(head, line => line.AsSpan().IndexOf(" USER "u8) > 0 && line.AsSpan().IndexOf((byte)'(') > 0) || head.IndexOf("<jemalloc>:utrace: "u8) >= 0;

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        int at = line.IndexOf("<jemalloc>:utrace: "u8);
        if (at >= 0)
        {
            var old = new TextLine(line[(at + "<jemalloc>:utrace: ".Length)..]);
            return old.TryUInt64(out ulong pid) && !old.AtEnd() && (pid != (_process ??= pid) ? Skip() : TryText(old.Rest, 0));
        }

        at = line.IndexOf(" USER "u8);
        if (at < 0)
        {
            return line.ContainsAny("CRP"u8) && new TextLine(line).TryUInt64(out _); // records of other kinds (CALL, RET, PSIG …) may stand between
        }

        var fields = new TextLine(line[..at]);
        if (!fields.TryUInt64(out ulong process))
        {
            return false;
        }

        if (process != (_process ??= process))
        {
            return Skip();
        }

        bool hasThread = fields.TryInt64(out long thread);
        ReadOnlySpan<byte> last = default;
        while (fields.TryWord(out ReadOnlySpan<byte> word))
        {
            last = word;
        }

        Stamp(last);
        return TryText(line[(at + " USER ".Length)..].Trim((byte)' '), hasThread ? thread : 0);
    }

    private bool Skip()
    {
        Repairs.Add(TraceFault.OtherProcess);
        return true;
    }

    /// <summary>A time in seconds before USER: absolute, since the start, or (marked by its size) since the record before.</summary>
    private void Stamp(ReadOnlySpan<byte> word)
    {
        if (word.IndexOf((byte)'.') > 0
            && decimal.TryParse(Encoding.ASCII.GetString(word), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds)
            && seconds < 4_000_000_000)
        {
            HasTime = true;
            _elapsed = seconds;
            Book.At((long)(_elapsed * 1_000_000_000));
        }
    }

    private bool TryText(ReadOnlySpan<byte> text, long thread)
    {
        if (text.SequenceEqual("malloc_init()"u8))
        {
            return true;
        }

        int equals = text.IndexOf((byte)'=');
        ulong result = 0;
        ReadOnlySpan<byte> called = text[(equals + 1)..].Trim((byte)' ');
        if ((equals >= 0 && !CallText.TryNumber(text[..equals], out result)) || !CallText.TryParse(called, out CallText call))
        {
            return false;
        }

        call.Result = result;
        call.HasResult |= equals >= 0;
        if (!CallBook.TryEnter(Book, thread, call, out TraceFault fault))
        {
            return false;
        }

        Report(fault);
        return true;
    }
}
