using System.Globalization;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Objects;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Text;

/// <summary>Streams the plain-text trace: one operation a line, comments start with #.</summary>
/// <remarks>
/// Memory grows with the live objects only. A file without a newline at its end is taken to be cut off, because a number may have lost its last digits.
/// </remarks>
public sealed class TextTraceReader : IOriginTrace
{
    private const int MaxLineBytes = 4096;

    private readonly LineReader _lines;
    private readonly bool _lenient;
    private readonly NameTable _names = new();
    private readonly OperationBinder _binder = new();
    private long _index;

    /// <summary>Reads from a stream of plain or gzip text, which it then owns.</summary>
    public TextTraceReader(Stream stream, string name, TraceReadOptions? options = null)
    {
        Name = name;
        _lenient = (options ?? TraceReadOptions.Strict).Lenient;
        _lines = new LineReader(TraceStream.Unpack(stream), name, MaxLineBytes) { StopsAtDamage = _lenient };
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => _names;

    /// <inheritdoc/>
    public TraceOrigin Origin { get; } = new() { Source = "plain text", Clock = "recorded" };

    /// <inheritdoc/>
    public RepairTally Repairs { get; } = new();

    /// <summary>Told of every line that is not exactly what <see cref="TextTraceWriter"/> would write for its operation: comments, blank lines, other spellings.</summary>
    /// <remarks>Set before the first read; needed only where the text must come back byte for byte.</remarks>
    public TextRemarks? Remarks { get; init; }

    /// <summary>Objects alive after the operations read so far.</summary>
    public int LiveObjects => _binder.LiveObjects;

    /// <summary>Whether a file begins as this format does: two numbers and a word that is a call.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head)
    {
        var line = new TextLine(Head.FirstLine(head));
        return line.TryUInt64(out _) && line.TryUInt64(out _) && line.TryWord(out ReadOnlySpan<byte> word) && TextVerbs.TryParse(word, out _);
    }

    /// <summary>Opens a file, plain or gzip.</summary>
    /// <exception cref="TraceFormatException">It cannot be opened.</exception>
    public static TextTraceReader Open(string path, TraceReadOptions? options = null, TextRemarks? remarks = null) =>
        new(TraceStream.Open(path), path, options) { Remarks = remarks };

    /// <inheritdoc/>
    public bool TryRead(OperationBatch batch)
    {
        batch.FirstIndex = _index;
        batch.Count = 0;
        while (batch.Count < batch.Operations.Length && _lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (_lines.IsCutOff || _lines.IsTooLong)
            {
                Refuse(line);
            }
            else if (IsRemark(line))
            {
                Remarks?.AddComment(_index + batch.Count, line);
            }
            else
            {
                ReadOperation(line, batch);
            }
        }

        _index += batch.Count;
        if (batch.Count == 0 && _lines.LineNumber == 0)
        {
            throw new TraceFormatException($"{Name}: is empty; a trace is needed");
        }

        return batch.Count > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private static bool IsRemark(ReadOnlySpan<byte> line) =>
        line.IsEmpty || line[0] == '#' || (line[0] <= ' ' && new TextLine(line).AtEnd());

    private void ReadOperation(ReadOnlySpan<byte> line, OperationBatch batch)
    {
        int i = batch.Count;
        ref Operation op = ref batch.Operations[i];
        if (!TextOperation.TryParse(line, _names, ref op, out long number, out long old, out string wrong))
        {
            Report(TraceFault.Malformed, wrong);
            return;
        }

        if (!_lenient)
        {
            TraceFault fault = _binder.Bind(ref op, number, old);
            if (fault != TraceFault.None)
            {
                throw new TraceFormatException(Place() + FaultText.Describe(fault, op, number, old, _binder.LastTimeNs));
            }
        }
        else if (!_binder.BindLenient(ref op, ref number, ref old, Repairs))
        {
            return;
        }

        batch.Objects[i] = number;
        batch.OldObjects[i] = old;
        batch.Count = i + 1;
        Remarks?.AddSpelling(batch.FirstIndex + i, line, op, number, old, _names);
    }

    private void Refuse(ReadOnlySpan<byte> line)
    {
        if (_lines.IsTooLong)
        {
            Report(TraceFault.Malformed, $"{TextLine.Quote(line)} is longer than {MaxLineBytes} bytes and no operation; a plain-text trace has one operation a line");
        }
        else
        {
            Report(TraceFault.Truncated, $"the last line, {TextLine.Quote(line)}, has no newline: the file is cut off; a whole copy of it is needed");
        }
    }

    private void Report(TraceFault fault, string wrong)
    {
        if (!_lenient)
        {
            throw new TraceFormatException(Place() + wrong);
        }

        Repairs.Add(fault);
    }

    private string Place() => string.Create(CultureInfo.InvariantCulture, $"{Name}:{_lines.LineNumber}: ");
}
