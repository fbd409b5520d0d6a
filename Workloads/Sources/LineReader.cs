using System.Globalization;
using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Sources;

/// <summary>Cuts a stream into lines inside one buffer of fixed size: no string and no copy a line, and a bound on the memory that a bad file can take.</summary>
internal sealed class LineReader : IDisposable
{
    private readonly Stream _stream;
    private readonly string _name;
    private readonly byte[] _buffer;
    private int _start;
    private int _end;
    private bool _streamEnded;

    /// <summary>Reads lines from a stream, which it then owns.</summary>
    /// <param name="stream">The text.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="maxLineBytes">Longest line that is accepted, in bytes.</param>
    public LineReader(Stream stream, string name, int maxLineBytes = 64 << 10)
    {
        _stream = stream;
        _name = name;
        MaxLineBytes = maxLineBytes;
        _buffer = new byte[Math.Max(1 << 18, 2 * maxLineBytes)];
    }

    /// <summary>Longest line that is accepted, in bytes.</summary>
    public int MaxLineBytes { get; }

    /// <summary>Number of the line read last, counted from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Whether damaged or cut-off compressed input ends the text there, instead of being an error.</summary>
    public bool StopsAtDamage { get; init; }

    /// <summary>Whether the text ended at damage.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Bytes of the lines read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Whether the line read last had no newline at its end: it is the last of the file.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Whether the line read last was longer than <see cref="MaxLineBytes"/>; only its beginning was handed out.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The next line without its newline; valid until the next call.</summary>
    /// <returns>False at the end of the input.</returns>
    /// <exception cref="TraceFormatException">The compressed input is damaged or cut off, or reading fails.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        IsTooLong = false;
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = Take(length, 1);
                return true;
            }

            if (_end - _start > MaxLineBytes)
            {
                line = TakeTooLong();
                return true;
            }

            if (_streamEnded)
            {
                IsCutOff = _end > _start;
                line = IsCutOff ? Take(_end - _start, 0) : default;
                return IsCutOff;
            }

            Fill();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private ReadOnlySpan<byte> Take(int length, int newline)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
        _start += length + newline;
        BytesRead += length + newline;
        LineNumber++;
        IsTooLong = length > MaxLineBytes;
        return line;
    }

    /// <summary>Hands out the beginning of an overlong line and drops the rest of it, buffer by buffer.</summary>
    private ReadOnlySpan<byte> TakeTooLong()
    {
        byte[] beginning = _buffer.AsSpan(_start, 256).ToArray();
        LineNumber++;
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            int dropped = length >= 0 ? length + 1 : _end - _start;
            _start += dropped;
            BytesRead += dropped;
            if (length >= 0 || _streamEnded)
            {
                IsTooLong = true;
                IsCutOff = length < 0;
                return beginning;
            }

            Fill();
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        int count;
        try
        {
            count = _stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            if (StopsAtDamage)
            {
                IsDamaged = _streamEnded = true;
                return;
            }

            string place = string.Create(CultureInfo.InvariantCulture, $"{_name}:{LineNumber + 1}");
            throw new TraceFormatException($"{place}: the file is damaged or cut off ({TraceStream.OneLine(e.Message)}); a whole copy of it is needed", e);
        }

        _streamEnded = count == 0;
        _end += count;
    }
}
