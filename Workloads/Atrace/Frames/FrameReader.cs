using System.Buffers.Binary;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Atrace.Frames;

/// <summary>Reads the frames of an .atrace file, and finds the next whole one after damage.</summary>
internal sealed class FrameReader(Stream stream, string name) : IDisposable
{
    private byte[] _buffer = new byte[1 << 20];
    private int _start;
    private int _end;

    /// <summary>Byte offset of the place read next.</summary>
    public long Position { get; private set; }

    /// <summary>Type of the frame read last.</summary>
    public FrameType Type { get; private set; }

    /// <summary>Payload of the frame read last; valid until the next read.</summary>
    public byte[] Payload { get; private set; } = new byte[1 << 20];

    /// <summary>Bytes in <see cref="Payload"/>.</summary>
    public int Length { get; private set; }

    /// <summary>Takes bytes outside any frame.</summary>
    /// <returns>False when there are not so many.</returns>
    public bool TryRaw(Span<byte> bytes)
    {
        if (!Ensure(bytes.Length))
        {
            return false;
        }

        _buffer.AsSpan(_start, bytes.Length).CopyTo(bytes);
        Skip(bytes.Length);
        return true;
    }

    /// <summary>Reads the next frame.</summary>
    public FrameResult Read()
    {
        if (!Ensure(AtraceFormat.FrameHeaderBytes))
        {
            return _end == _start ? FrameResult.End : FrameResult.CutOff;
        }

        ReadOnlySpan<byte> head = _buffer.AsSpan(_start, AtraceFormat.FrameHeaderBytes);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(head[8..]);
        uint type = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(head) != AtraceFormat.FrameMark || type > byte.MaxValue || length > AtraceFormat.MaxPayloadBytes)
        {
            return FrameResult.Damaged;
        }

        if (!Ensure(AtraceFormat.FrameHeaderBytes + (int)length))
        {
            return FrameResult.CutOff;
        }

        head = _buffer.AsSpan(_start, AtraceFormat.FrameHeaderBytes);
        ReadOnlySpan<byte> payload = _buffer.AsSpan(_start + AtraceFormat.FrameHeaderBytes, (int)length);
        if (Crc32C.Of(head.Slice(4, 8), payload) != BinaryPrimitives.ReadUInt32LittleEndian(head[12..]))
        {
            return FrameResult.Damaged;
        }

        if (Payload.Length < length)
        {
            Payload = new byte[Math.Max(length, 2 * Payload.Length)];
        }

        payload.CopyTo(Payload);
        (Type, Length) = ((FrameType)type, (int)length);
        Skip(AtraceFormat.FrameHeaderBytes + (int)length);
        return FrameResult.Frame;
    }

    /// <summary>Moves to the next place that could be the start of a frame.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryFindNext()
    {
        Span<byte> mark = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(mark, AtraceFormat.FrameMark);
        Skip(Math.Min(1, _end - _start));
        while (Ensure(mark.Length))
        {
            int at = _buffer.AsSpan(_start, _end - _start).IndexOf(mark);
            if (at >= 0)
            {
                Skip(at);
                return true;
            }

            Skip(_end - _start - (mark.Length - 1));
        }

        return false;
    }

    /// <summary>Moves to a byte offset; the stream must allow it.</summary>
    public void Seek(long position)
    {
        stream.Position = position;
        _start = _end = 0;
        Position = position;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private void Skip(int count)
    {
        _start += count;
        Position += count;
    }

    private bool Ensure(int count)
    {
        while (_end - _start < count)
        {
            if (_buffer.Length - _start < count)
            {
                byte[] to = _buffer.Length < count ? new byte[Math.Max(count, 2 * _buffer.Length)] : _buffer;
                _buffer.AsSpan(_start, _end - _start).CopyTo(to);
                _buffer = to;
                _end -= _start;
                _start = 0;
            }

            int read = ReadMore();
            if (read == 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }

    private int ReadMore()
    {
        try
        {
            return stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (InvalidDataException)
        {
            return 0; // compressed input that is damaged or cut off ends here; the missing end of the trace is noticed by the caller
        }
        catch (IOException e)
        {
            throw new TraceFormatException($"{name}: cannot be read ({TraceStream.OneLine(e.Message)}); a readable file is needed", e);
        }
    }
}
