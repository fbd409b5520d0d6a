using System.Globalization;
using System.Text;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>
/// CHERI's allocation traces: dtrace lines "call(arguments): result TAB time TAB cpu time TAB thread TAB …", or the normalised table that begins with
/// @record-type:call-trace and columns timestamp-unix-ns, callstack, tid, name, args, result, alloc-stack, cpu-time-ns.
/// </summary>
internal sealed class CheriImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "CHERI call trace", hasTime: true, options)
{
    private static readonly string[] UsualColumns = ["timestamp-unix-ns", "callstack", "tid", "name", "args", "result", "alloc-stack", "cpu-time-ns"];

    private bool _isTable;
    private string[] _columns = UsualColumns;

    /// <inheritdoc/>
    protected override string Form => "'malloc(SIZE): POINTER<tab>TIME<tab>CPU_TIME<tab>THREAD', or a row of the @record-type:call-trace table";

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("@record-type:call-trace"u8))
        {
            return true;
        }

        ReadOnlySpan<byte> line = Head.FirstLine(head);
        int tab = line.IndexOf((byte)'\t');
        return tab > 0 && line[..tab].IndexOf("):"u8) > 0;
    }

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        if (line[0] == '#')
        {
            return true;
        }

        if (line[0] == '@')
        {
            return TryHeader(line);
        }

        List<Range> fields = [];
        foreach (Range range in line.Split((byte)'\t'))
        {
            if (fields.Count < 64)
            {
                fields.Add(range);
            }
        }

        return _isTable ? TryRow(line, fields) : TryDtrace(line, fields);
    }

    private bool TryHeader(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("@record-type:call-trace"u8))
        {
            _isTable = true;
            return true;
        }

        return _isTable; // @-lines after the first tell of the program
    }

    private bool TryDtrace(ReadOnlySpan<byte> line, List<Range> fields)
    {
        if (fields.Count < 4 || !CallText.TryParse(line[fields[0]], out CallText call) || !new TextLine(line[fields[1]]).TryInt64(out long time)
            || !new TextLine(line[fields[3]]).TryInt64(out long thread))
        {
            return false;
        }

        return TryCall(call, time, thread);
    }

    private bool TryRow(ReadOnlySpan<byte> line, List<Range> fields)
    {
        if (line.StartsWith("timestamp"u8))
        {
            _columns = Encoding.ASCII.GetString(line).Split('\t');
            return true;
        }

        int timeAt = Array.IndexOf(_columns, "timestamp-unix-ns"), threadAt = Array.IndexOf(_columns, "tid"), nameAt = Array.IndexOf(_columns, "name");
        int argumentsAt = Array.IndexOf(_columns, "args"), resultAt = Array.IndexOf(_columns, "result");
        if (timeAt < 0 || threadAt < 0 || nameAt < 0 || argumentsAt < 0 || resultAt < 0
            || fields.Count <= Math.Max(Math.Max(timeAt, threadAt), Math.Max(Math.Max(nameAt, argumentsAt), resultAt))
            || !new TextLine(line[fields[timeAt]]).TryInt64(out long time) || !new TextLine(line[fields[threadAt]]).TryInt64(out long thread))
        {
            return false;
        }

        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Ascii(line[fields[nameAt]])}({Ascii(line[fields[argumentsAt]]).Replace(' ', ',').Replace(",,", ",", StringComparison.Ordinal)}) = {Ascii(line[fields[resultAt]])}");
        return CallText.TryParse(Encoding.ASCII.GetBytes(text), out CallText call) && TryCall(call, time, thread);
    }

    private static string Ascii(ReadOnlySpan<byte> text) => Encoding.ASCII.GetString(text);

    private bool TryCall(in CallText call, long time, long thread)
    {
        Book.At(time);
        if (!CallBook.TryEnter(Book, thread, call, out TraceFault fault))
        {
            return false;
        }

        Report(fault);
        return true;
    }
}
