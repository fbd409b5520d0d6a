using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Import;

/// <summary>A foreign format of which each line is a record.</summary>
internal abstract class LineImporter : ForeignTrace
{
    private const int MaxLineBytes = 1 << 20;

    private readonly LineReader _lines;

    /// <summary>Starts reading a stream, which it then owns.</summary>
    protected LineImporter(Stream stream, string name, string format, bool hasTime, TraceReadOptions options)
        : base(name, format, hasTime, options) =>
        _lines = new LineReader(stream, name, MaxLineBytes) { StopsAtDamage = options.Lenient };

    /// <summary>How a line reads in this format, for messages.</summary>
    protected abstract string Form { get; }

    /// <inheritdoc/>
    protected sealed override string Place => AtLine(_lines.LineNumber);

    /// <inheritdoc/>
    protected sealed override bool ReadRecord()
    {
        if (!_lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (_lines.IsDamaged)
            {
                Repairs.Add(TraceFault.Truncated);
            }

            AtEnd();
            return false;
        }

        if (line.Length > 0 && line[^1] == '\r')
        {
            line = line[..^1];
        }

        if (IsLenient)
        {
            ReadLenient(line);
        }
        else if (_lines.IsTooLong)
        {
            Report(TraceFault.Malformed, $"{TextLine.Quote(line)} is longer than {MaxLineBytes} bytes; a line reads {Form}");
        }
        else if (!line.IsEmpty && !TryLine(line))
        {
            bool cut = _lines.IsCutOff;
            Report(
                cut ? TraceFault.Truncated : TraceFault.Malformed,
                cut ? $"the last line, {TextLine.Quote(line)}, is cut off; a whole copy of the file is needed" : $"{TextLine.Quote(line)} is not understood; a line reads {Form}");
        }

        return true;
    }

    /// <summary>Reads one line that is not empty.</summary>
    /// <returns>False when it is not understood.</returns>
    protected abstract bool TryLine(ReadOnlySpan<byte> line);

    /// <summary>Called once after the last line.</summary>
    protected virtual void AtEnd()
    {
    }

    private void ReadLenient(ReadOnlySpan<byte> line)
    {
        if (_lines.IsTooLong || (!line.IsEmpty && !TryLine(line)))
        {
            Repairs.Add(_lines.IsCutOff ? TraceFault.Truncated : TraceFault.Malformed);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _lines.Dispose();
}
