using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>
/// Plain calls, one a line: CMT text ("malloc(24) = 0x…"), and ltrace's output, with thread, time and library before the call where it was asked for them.
/// Calls outside the malloc family, system calls and signals are passed over. A call that ltrace shows in two halves ("&lt;unfinished ...&gt;", "&lt;... malloc resumed&gt;") gives
/// memory out where it is resumed, and takes memory back where it began.
/// </summary>
internal sealed class CallsImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "CMT text or ltrace", hasTime: false, options)
{
    private SplitCalls? _split;
    private DayClock _day;
    private long _sinceStartNs;

    /// <inheritdoc/>
    protected override string Form => "'malloc(SIZE) = POINTER', with '[pid N]' before it where there are threads";

    private SplitCalls Split => _split ??= new SplitCalls(Book);

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
        bool isCall = Split.TryBegin(thread, function, text.TrimEnd(" ,"u8), out TraceFault fault);
        Report(fault);
        return isCall;
    }

    private bool TryResume(long thread, ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf(" resumed>"u8);
        if (end <= 0)
        {
            return false;
        }

        ReadOnlySpan<byte> function = NameOf([.. rest[..end], (byte)'(']);
        bool isCall = Split.TryEnd(thread, function, WithoutDuration(rest[(end + " resumed>".Length)..].Trim(" \t"u8)), out bool isKnown, out TraceFault fault);
        if (!isKnown && CallBook.IsFamily(rest[..end]))
        {
            Repairs.Add(TraceFault.Ambiguous); // its beginning is in no line
        }

        Report(fault);
        return isCall;
    }
}
