using System.Text;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>
/// Plain calls, one a line: CMT text ("malloc(24) = 0x…"), and ltrace's output, with thread, time and library before the call where it was asked for them.
/// Calls outside the malloc family, system calls and signals are passed over. A call that ltrace shows in two halves ("&lt;unfinished ...&gt;", "&lt;... malloc resumed&gt;") gives
/// memory out where it is resumed, and takes memory back where it began.
/// </summary>
internal sealed class CallsImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "CMT text or ltrace", hasTime: false, options)
{
    private readonly Dictionary<long, List<HalfCall>> _halves = [];
    private DayClock _day;
    private long _sinceStartNs;

    /// <inheritdoc/>
    protected override string Form => "'malloc(SIZE) = POINTER', with '[pid N]' before it where there are threads";

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head)
        => IsCall(CallsPrefix.Of(Head.FirstLine(head)).Call, ofFamily: false) || Head.AnyLine(head, line => IsCall(CallsPrefix.Of(line).Call, ofFamily: true));

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        if (line[0] == '#' || line.IndexOf("+++ "u8) >= 0 || line.IndexOf("--- "u8) >= 0)
        {
            return true;
        }

        CallsPrefix prefix = CallsPrefix.Of(line);
        Stamp(prefix);
        ReadOnlySpan<byte> call = prefix.Call;
        if (call.StartsWith("<... "u8))
        {
            return TryResume(prefix.Thread, call["<... ".Length..]);
        }

        ReadOnlySpan<byte> function = NameOf(call);
        if (function.IsEmpty || !CallBook.IsFamily(function))
        {
            return !function.IsEmpty || call.IndexOf((byte)'(') > 0;
        }

        int cut = call.IndexOf("<unfinished"u8);
        return cut >= 0 ? TryBegin(prefix.Thread, function, call[..cut]) : TryEnter(prefix.Thread, function, call);
    }

    /// <summary>The name before the bracket, without what follows an @ (malloc@plt); empty where there is none.</summary>
    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> call)
    {
        int open = call.IndexOf((byte)'(');
        ReadOnlySpan<byte> function = open > 0 ? call[..open] : default;
        if (function.ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@.-"u8))
        {
            return default;
        }

        int at = function.IndexOf((byte)'@');
        return at > 0 ? function[..at] : function;
    }

    private static bool IsCall(ReadOnlySpan<byte> call, bool ofFamily)
    {
        ReadOnlySpan<byte> function = NameOf(call);
        return !function.IsEmpty && function[0] is not (>= (byte)'0' and <= (byte)'9') && call.IndexOf((byte)'\t') < 0 && (!ofFamily || CallBook.IsFamily(function))
            && (call.IndexOf(") = "u8) > 0 || call.StartsWith("free("u8) || call.IndexOf(")  "u8) > 0 || call.IndexOf("<unfinished"u8) > 0);
    }

    private void Stamp(in CallsPrefix prefix)
    {
        if (!prefix.HasTime)
        {
            return;
        }

        HasTime = true;
        _sinceStartNs += prefix.IsRelative ? prefix.TimeNs : 0;
        Book.At(prefix.IsOfDay ? _day.Continue(prefix.TimeNs) : prefix.IsRelative ? _sinceStartNs : prefix.TimeNs);
    }

    /// <summary>With -T the time that a call took stands behind its result.</summary>
    private static ReadOnlySpan<byte> WithoutDuration(ReadOnlySpan<byte> text)
    {
        int at = text.LastIndexOf(" <"u8);
        return at > 0 && text[^1] == '>' && StampText.TrySeconds(text[(at + 2)..^1], out _) ? text[..at] : text;
    }

    private bool TryEnter(long thread, ReadOnlySpan<byte> function, ReadOnlySpan<byte> text)
    {
        if (!CallText.TryParse(WithoutDuration(text), out CallText call))
        {
            return false;
        }

        call.Name = function;
        if (CallBook.TryEnter(Book, thread, call, out TraceFault fault))
        {
            Report(fault);
        }

        return true;
    }

    private bool TryBegin(long thread, ReadOnlySpan<byte> function, ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd(" ,"u8);
        byte[] whole = [.. text, (byte)')'];
        if (!CallText.TryParse(whole, out CallText call))
        {
            return false;
        }

        if (CallBook.IsFree(function))
        {
            Report(call.Count > 0 ? Book.Free(thread, call.First) : TraceFault.None);
        }

        if (!_halves.TryGetValue(thread, out List<HalfCall>? halves))
        {
            _halves.Add(thread, halves = []);
        }

        bool reallocates = CallBook.IsReallocation(function) && call.Count > 0;
        halves.Add(new HalfCall(Encoding.ASCII.GetString(function), text.ToArray(), reallocates ? call.First : 0, reallocates ? Book.Hold(call.First) : 0));
        return true;
    }

    private bool TryResume(long thread, ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf(" resumed>"u8);
        if (end <= 0)
        {
            return false;
        }

        string function = Encoding.ASCII.GetString(NameOf([.. rest[..end], (byte)'(']));
        List<HalfCall>? halves = _halves.GetValueOrDefault(thread);
        int at = halves?.FindLastIndex(half => half.Function == function) ?? -1;
        if (at < 0)
        {
            // Its beginning is in no line: from before the trace, or a call that is passed over.
            if (CallBook.IsFamily(rest[..end]))
            {
                Repairs.Add(TraceFault.Ambiguous);
            }

            return true;
        }

        HalfCall begun = halves![at];
        halves.RemoveAt(at);
        byte[] whole = [.. begun.Text, .. WithoutDuration(rest[(end + " resumed>".Length)..].Trim(" \t"u8))];
        return CallBook.IsFree(rest[..end]) || TryEnd(thread, begun, whole);
    }

    private bool TryEnd(long thread, in HalfCall begun, byte[] whole)
    {
        if (!CallText.TryParse(whole, out CallText call))
        {
            Book.GiveBack(begun.Held, begun.Old);
            return false;
        }

        call.Name = Encoding.ASCII.GetBytes(begun.Function);
        if (begun.Held != 0)
        {
            call.First = begun.Held;
        }

        if (CallBook.TryEnter(Book, thread, call, out TraceFault fault))
        {
            Report(fault);
        }

        Book.GiveBack(begun.Held, begun.Old);
        return true;
    }

    /// <summary>A call that has begun.</summary>
    /// <param name="Function">Its name.</param>
    /// <param name="Text">The call up to where it was left.</param>
    /// <param name="Old">The address that a realloc was passed.</param>
    /// <param name="Held">What its object goes by meanwhile.</param>
    private readonly record struct HalfCall(string Function, byte[] Text, ulong Old, ulong Held);
}
